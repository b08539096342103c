"""A payload as laid out text, as plain text or in hex: any size, nothing hidden, the window always alive."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QWidget

from inspector.ui.copying import CopyAs, PayloadSaver, copy_payload
from inspector.ui.empty_state import EmptyState
from inspector.ui.find_bar import FindBar
from inspector.ui.labels import ElidedLabel, PlainLabel, WrappedLabel
from inspector.ui.layouts import column, row
from inspector.ui.payload_actions import PayloadActions, PayloadMode
from inspector.ui.payload_finder import PayloadFinder
from inspector.ui.payload_loader import Part, PayloadLoader
from inspector.ui.payload_menu import payload_menu
from inspector.ui.payload_source import PayloadSource
from inspector.ui.payload_text import PayloadText
from inspector.ui.payload_toolbar import PayloadToolbar
from inspector.ui.sizes import exact_bytes, short_bytes

if TYPE_CHECKING:
    from inspector.capture.filtering.sought import Sought
    from inspector.ui.hex_view import HexView

_MODE_KEY, _WRAP_KEY = "payload/mode", "payload/wrap"


class PayloadView(QWidget):
    """Shows one payload at a time; the way of showing it is remembered."""

    modeChanged = Signal(object)

    def __init__(self, settings: QSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._source: PayloadSource | None = None
        self._hex_is_best = False
        self.commands = PayloadActions(self)
        self.toolbar = PayloadToolbar(self.commands)
        self.text = PayloadText()
        self.text.setAccessibleName(self.tr("Payload"))
        self.text.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the view has one for all of it
        self.loader = PayloadLoader(self)
        self.saver = PayloadSaver(self)
        self.find_bar = FindBar()
        self._finder = PayloadFinder(self.text, self.find_bar)
        self._stack = QStackedWidget()
        self._problem = WrappedLabel(role="warning")
        self._told = ElidedLabel(role="hint")
        self._size = PlainLabel(role="hint")
        self.more_button = QPushButton(self.tr("Show more"))
        self._empty = EmptyState("braces", self)
        self._lay_out()
        self._connect()
        self._restore()
        self.clear()

    def _lay_out(self) -> None:
        self._stack.addWidget(self.text)
        self.text.setObjectName("payloadText")
        self._problem_row, foot = QWidget(), QWidget()
        self._problem_row.setLayout(row(self._problem, margins=(3, 1, 3, 1)))
        foot_row = row(self._told, self._size, self.more_button, margins=(3, 1, 3, 1))
        foot_row.setStretch(0, 1)
        foot.setLayout(foot_row)
        self._content = QWidget()
        parts = (self.toolbar, self.find_bar, self._problem_row, self._stack, foot)
        content = column(*parts, gap=0)
        content.setStretch(parts.index(self._stack), 1)
        self._content.setLayout(content)
        self.setLayout(column(self._content))

    def _connect(self) -> None:
        actions = self.commands
        for mode, action in actions.modes.items():
            action.triggered.connect(lambda _on=False, mode=mode: self.set_mode(mode))
        for form, action in actions.copies.items():
            action.triggered.connect(lambda _on=False, form=form: self.copy_as(form))
        actions.find.triggered.connect(self._find)
        actions.next.triggered.connect(lambda: self._finder.step(1))
        actions.previous.triggered.connect(lambda: self._finder.step(-1))
        actions.wrap.toggled.connect(self._wrap)
        actions.save.triggered.connect(self._ask_where_to_save)
        self.find_bar.closed.connect(self._close_find)
        self.loader.loaded.connect(self._show_part)
        self.text.filled.connect(self._look_for_more)
        self.more_button.clicked.connect(self._show_more)
        self.saver.saved.connect(self._tell_saved)

    @cached_property
    def hex(self) -> HexView:
        """The bytes in hex, made when they are first looked at."""
        from inspector.ui.hex_view import HexView

        view = HexView()
        view.described.connect(self._told.setText)
        view.problem.connect(self._say)
        self._stack.addWidget(view)
        return view

    def _forget_hex(self) -> None:
        if self._stack.count() > 1:
            self.hex.set_source(None)

    def _restore(self) -> None:
        mode, wrapped = PayloadMode.PRETTY, True
        if self._settings is not None:
            stored = str(self._settings.value(_MODE_KEY, mode.value))
            mode = PayloadMode(stored) if stored in set(PayloadMode) else mode
            wrapped = self._settings.value(_WRAP_KEY, True, type=bool) is not False
        self.commands.modes[mode].setChecked(True)
        self.commands.wrap.setChecked(wrapped)
        self.text.set_wrapped(wrapped)

    @property
    def mode(self) -> PayloadMode:
        """How the person wants payloads shown."""
        return next(mode for mode, action in self.commands.modes.items() if action.isChecked())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the payload, where there is one."""
        if self._source is not None:
            payload_menu(self).popup(event.globalPos())

    @property
    def shows_hex(self) -> bool:
        """The hex view is in front: chosen, or best for this payload."""
        return self.mode is PayloadMode.HEX or (self.mode is PayloadMode.PRETTY and self._hex_is_best)

    @property
    def problem(self) -> str:
        """What is wrong with the payload, or with what was asked for."""
        return self._problem.text()

    def set_mode(self, mode: PayloadMode) -> None:
        """Show this payload, and those to come, another way."""
        self.commands.modes[mode].setChecked(True)
        if self._settings is not None:
            self._settings.setValue(_MODE_KEY, mode.value)
        if self._source is not None:
            self.show_payload(self._source)
        self.modeChanged.emit(mode)

    def show_payload(self, source: PayloadSource) -> None:
        """Show a payload in place of the one before."""
        self._source = source
        self._hex_is_best = False
        self._empty.set_shown(False)
        self._content.show()
        self.commands.set_enabled(True)
        self._say("")
        self._size.setText(short_bytes(source.length))
        self._size.setToolTip(exact_bytes(source.length))
        self.text.show_lines([], json=False)
        self._finder.forget()
        self._finder.look_in_text()
        self.loader.cancel()
        if self.mode is PayloadMode.HEX:
            self._show_hex()
            return
        self._forget_hex()
        self._show_text(self.tr("Reading…"), cut=False)
        self.loader.start(source, "text" if self.mode is PayloadMode.TEXT else "")

    def show_sought(self, sought: Sought | None) -> None:
        """Mark what is sought in the log, in this payload and those to come; None marks nothing any more."""
        self._finder.seek(sought)
        self._look_for_more()

    def clear(self, sentence: str = "") -> None:
        """Show that there is no payload, and what to do."""
        self._source = None
        self.loader.cancel()
        self.text.show_lines([], json=False)
        self._finder.forget()
        self._finder.look_in_text()
        self._forget_hex()
        self.commands.set_enabled(False)
        self._content.hide()
        self._empty.set_texts(sentence or self.tr("Choose a frame in the table to read its payload."))
        self._empty.set_shown(True)

    # Parts as they come.

    def _show_part(self, part: Part) -> None:
        source = self._source
        if source is None:
            return
        self._say(part.problem)
        if part.first and part.format == "hex" and self.mode is PayloadMode.PRETTY:
            self._hex_is_best = True
            self.loader.cancel()
            self._show_hex()
            return
        if part.first:
            self.text.show_lines(part.lines, json=part.format == "json")
        else:
            self.text.append_lines(part.lines)
        cut = part.shown < source.length
        told = part.title
        if cut:
            told = self.tr("{0}, first {1} shown").format(part.title, short_bytes(part.shown))
        self._show_text(told, cut=cut)
        self._finder.look_again()
        self._look_for_more()

    def _show_text(self, told: str, *, cut: bool) -> None:
        self._stack.setCurrentWidget(self.text)
        self._told.setText(told)
        self.more_button.setVisible(cut)
        self.more_button.setEnabled(True)
        self.commands.wrap.setEnabled(True)
        self.find_bar.set_purpose(self.tr("Find in the payload"))

    def _show_hex(self) -> None:
        self._stack.setCurrentWidget(self.hex)
        self.hex.set_source(self._source)
        self.more_button.hide()
        self.commands.wrap.setEnabled(False)
        self.find_bar.set_purpose(self.tr("Find text, or bytes such as 0x00ff"))
        if self._source is not None:
            self._finder.look_in_hex(self.hex, self._source)

    def _look_for_more(self) -> None:
        """Lay out more of a long payload until what is sought is in view."""
        if self.more_button.isVisibleTo(self) and self._finder.wants_more(self.loader.shown):
            self._show_more()

    def _show_more(self) -> None:
        self.more_button.setEnabled(False)
        self.loader.more()

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem_row.setVisible(bool(sentence))

    # What a person does.

    def _find(self) -> None:
        self.find_bar.open("" if self.shows_hex else self.text.textCursor().selectedText())
        self._finder.look_again()

    def _close_find(self) -> None:
        self.find_bar.hide()
        self._finder.forget()
        if self.find_bar.field.hasFocus():
            (self.hex if self.shows_hex else self.text).setFocus()

    def _wrap(self, on: bool) -> None:
        self.text.set_wrapped(on)
        if self._settings is not None:
            self._settings.setValue(_WRAP_KEY, on)

    def copy_as(self, form: CopyAs) -> None:
        """Put the whole payload on the clipboard."""
        if self._source is not None:
            problem = copy_payload(self._source, form)
            if problem:
                self._say(problem)

    def _ask_where_to_save(self) -> None:
        if self._source is None:
            return
        source = self._source
        dialog = QFileDialog(self, self.tr("Save the payload"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{source.name}.{'txt' if source.opcode == 1 else 'bin'}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.saver.save(source, Path(path)))
        dialog.open()

    def _tell_saved(self, _path: str, problem: str) -> None:
        if problem:
            self._say(problem)

    def event(self, event: QEvent) -> bool:
        """Claim the actions' keys before the window's shortcuts get them."""
        claimed = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self.commands.of_key(QKeySequence(event.keyCombination())) is not None
        )
        if claimed:
            event.accept()
        return claimed or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key stands for."""
        action = self.commands.of_key(QKeySequence(event.keyCombination()))
        if action is not None:
            action.trigger()
        elif event.key() == Qt.Key.Key_Escape and self.find_bar.isVisible():
            self._close_find()
        else:
            super().keyPressEvent(event)
