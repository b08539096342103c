"""The line in which a filter is typed: its mistake is underlined, its words are completed."""

from __future__ import annotations

import html

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QToolButton, QWidget

from inspector.capture import filtering
from inspector.capture.filtering import Filter, FilterError, parse_filter
from inspector.ui import icons
from inspector.ui.theme import current_theme
from inspector.ui.utf16 import characters_in, units_of

_PAUSE_MS = 200
"""A filter applies when the person has not typed for so long; Enter applies it at once."""

_CHOOSING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


_STAYING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class FilterField(QLineEdit):
    """Emits each valid filter; while the text is none, the last valid one stays."""

    filterChanged = Signal(object)
    """The `Filter` that is in force now."""
    mistakeChanged = Signal(str)
    """What is wrong with the text, in one sentence; empty when nothing is."""
    left = Signal()
    """Esc in an empty field: the person wants to be elsewhere."""

    def __init__(self, parent: QWidget | None = None, *, esc_clears: bool = True) -> None:
        """Where Esc does not clear, it is the key of what is around the field, such as a dialog."""
        super().__init__(parent)
        self._esc_clears = esc_clears
        self._filter = parse_filter("")
        self._mistake = ""
        self._hint = ""
        self.setPlaceholderText(
            self.tr("Filter: words, /regex/, dir:sent, type:binary, size:>1000, json:$.a=1")
        )
        self.setAccessibleName(self.tr("Filter"))
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("filter"), QLineEdit.ActionPosition.LeadingPosition)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(button.accessibleName() or self.tr("Filter"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.apply)
        self._words = WordCompleter(self)
        self.textEdited.connect(self._edited)
        self.returnPressed.connect(self.apply)
        self.editingFinished.connect(self._finished)
        self.textChanged.connect(self._cleared)

    def set_hint(self, hint: str) -> None:
        """Say in the tooltip what the field is for; what the filter means stands above it."""
        self._hint = hint
        self._show_meaning()

    def _show_meaning(self) -> None:
        meaning = "" if self._filter.is_everything else self._filter.describe()
        text = html.escape("\n".join(line for line in (meaning, self._hint) if line))
        self.setToolTip(f"<p style='white-space:pre-wrap'>{text}</p>" if text else "")

    @property
    def filter(self) -> Filter:
        """The last valid filter."""
        return self._filter

    @property
    def mistake(self) -> str:
        """What is wrong with the text; empty when nothing is."""
        return self._mistake

    def set_text(self, text: str) -> None:
        """Type a filter for the person, and apply it; what was cleared comes back with undo."""
        if text:
            self.setText(text)
        else:
            self.clear()
        self.apply()

    def apply(self) -> None:
        """Take the text as the filter, or say what is wrong with it."""
        self._timer.stop()
        try:
            parsed = parse_filter(self.text())
        except FilterError as error:
            self._show_mistake(error.sentence, error.start, error.end)
            return
        self._show_mistake("", 0, 0)
        if parsed != self._filter:
            self._filter = parsed
            self.filterChanged.emit(parsed)
        self._filter = parsed
        self._show_meaning()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear with Esc, and leave with Esc when there is nothing to clear."""
        chosen = event.key() in _CHOOSING and self._words.is_choosing
        if chosen or (event.key() == Qt.Key.Key_Escape and self._words.is_open):
            event.ignore()  # the list of words takes the key
            return
        if event.key() in _CHOOSING:
            self._words.offer([])
        if event.key() == Qt.Key.Key_Down and not self._words.is_open:
            self._offer_words()
            return
        if event.key() != Qt.Key.Key_Escape or not self._esc_clears:
            super().keyPressEvent(event)
        elif self.text():
            self.set_text("")
        else:
            self.left.emit()

    def _edited(self, _text: str) -> None:
        self._show_mistake("", 0, 0)
        self._timer.start()
        if self.text():
            self._offer_words()
        else:
            self._words.offer([])

    def _offer_words(self) -> None:
        position = characters_in(self.text(), self.cursorPosition())
        self._words.offer(filtering.completions(self.text(), position))

    def _finished(self) -> None:
        """Take what was typed last before the person goes elsewhere."""
        if self._timer.isActive():
            self.apply()

    def _cleared(self, text: str) -> None:
        if not text:
            self.apply()  # also by the button, which is no key

    def _show_mistake(self, sentence: str, start: int, end: int) -> None:
        text = self.text()
        first = units_of(text[:start])
        self._underline(first, max(units_of(text[:end]), first + 1) if sentence else first)
        self.setProperty("invalid", bool(sentence))
        self.style().unpolish(self)
        self.style().polish(self)
        if sentence != self._mistake:
            self._mistake = sentence
            self.mistakeChanged.emit(sentence)

    def _underline(self, start: int, end: int) -> None:
        """Underline a range: a line edit takes formats from an input method only."""
        attributes = []
        if end > start:
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(current_theme().color("error"))
            kind = QInputMethodEvent.AttributeType.TextFormat
            place = start - self.cursorPosition()
            attributes.append(QInputMethodEvent.Attribute(kind, place, end - start, look))
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))


class WordCompleter(QCompleter):
    """Completes the word at the cursor, not the whole line."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self._offered: list[filtering.Completion] = []
        self._list = QStringListModel(self)
        self.setModel(self._list)
        self.setWidget(field)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup = QListView()
        self._popup.setObjectName("filterCompletions")
        self.setPopup(self._popup)
        self.activated.connect(self._insert)

    @property
    def is_choosing(self) -> bool:
        """A word of the list is marked."""
        return self._popup.isVisible() and self._popup.currentIndex().isValid()

    @property
    def is_open(self) -> bool:
        """The list is shown."""
        return self._popup.isVisible()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close when the focus leaves the field; Qt would keep that from it while the list is open."""
        leaves = isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYING
        if watched is self._field and leaves:
            self._popup.hide()
            return False
        return super().eventFilter(watched, event)

    def offer(self, offered: list[filtering.Completion]) -> None:
        """Show what the word may become; nothing hides the list."""
        self._offered = offered
        self._list.setStringList([one.label for one in offered])
        if not offered:
            self._popup.hide()
            return
        self.complete()

    def _insert(self, label: str) -> None:
        chosen = next((one for one in self._offered if one.label == label), None)
        if chosen is None:
            return
        text = self._field.text()
        self._field.setSelection(units_of(text[: chosen.start]), units_of(text[chosen.start : chosen.end]))
        self._field.insert(chosen.text)  # as if typed: it is offered more, and can be undone
