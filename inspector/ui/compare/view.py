"""Two messages side by side with their differences, in a window that stops nothing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QProgressBar, QPushButton, QWidget

from inspector.payloads.difference import Form
from inspector.ui.actions import made_action
from inspector.ui.compare.head import CompareActions, CompareTitles
from inspector.ui.compare.rows import CompareRows
from inspector.ui.compare.shown import Shown
from inspector.ui.compare.words import side_text, summary, unified_text
from inspector.ui.compare.work import Compared, compare_sources
from inspector.ui.empty_state import EmptyState
from inspector.ui.first_size import take_first_size
from inspector.ui.labels import ElidedLabel, PlainLabel, WrappedLabel
from inspector.ui.layouts import GRID, column, row
from inspector.ui.long_work import LongWork

_WIDTH_STEPS, _HEIGHT_STEPS = 240, 160
_PROGRESS = 1000
_FOLD_KEY = "compare/fold"


class CompareView(QWidget):
    """Compares what `show_messages` hands it, in a thread beside the window."""

    def __init__(self, settings: QSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("compareView")
        self.setWindowTitle(self.tr("Compare two messages"))
        self._settings = settings
        self._sides: tuple[Shown, Shown] | None = None
        self._asked: Form | None = None
        self.compared: Compared | None = None
        """What is shown; None while it is worked out."""
        self.work = LongWork(self)
        self.titles = CompareTitles()
        self.commands = CompareActions()
        self.rows = CompareRows()
        self.told = ElidedLabel(role="title")
        self.problem = WrappedLabel(role="warning")
        self.progress = QProgressBar()
        self.progress.setRange(0, _PROGRESS)
        self.progress.setTextVisible(False)
        self.cancel = QPushButton(self.tr("Cancel"))
        self._empty = EmptyState("json", self.rows.viewport())
        if settings is not None:
            self.commands.fold.setChecked(settings.value(_FOLD_KEY, True, type=bool) is not False)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head, self._busy = QWidget(), QWidget()
        head.setLayout(column(self.told, self.problem, gap=0, margins=(3, 1, 3, 1)))
        busy = row(
            PlainLabel(self.tr("Comparing…"), "hint"), self.progress, self.cancel, margins=(3, 1, 3, 1)
        )
        busy.setStretch(1, 1)
        self._busy.setLayout(busy)
        self._busy.hide()
        self.problem.hide()
        layout = column(self.commands, head, self._busy, self.titles, self.rows, gap=0)
        layout.setStretch(4, 1)
        self.setLayout(layout)
        take_first_size(self, _WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)

    def _connect(self) -> None:
        commands = self.commands
        commands.formChosen.connect(self._choose_form)
        commands.foldToggled.connect(self._fold)
        commands.previous.triggered.connect(lambda: self.rows.step(-1))
        commands.next.triggered.connect(lambda: self.rows.step(1))
        commands.swap.triggered.connect(self.swap)
        commands.copy.triggered.connect(self.copy_all)
        self.addActions(commands.all())
        self.rows.currentChanged.connect(self._show_place)
        self.rows.unfoldRequested.connect(lambda: commands.fold.setChecked(False))
        self.rows.menuRequested.connect(self._show_menu)
        self.cancel.clicked.connect(self._cancelled)
        self._empty.actionTriggered.connect(self._compare)
        self.work.progressed.connect(lambda done: self.progress.setValue(round(done * _PROGRESS)))
        self.work.ended.connect(self._busy.hide)

    # What is compared.

    def show_messages(self, left: Shown, right: Shown) -> None:
        """Compare two messages; where both hold JSON, as JSON."""
        self._sides = (left, right)
        self._asked = None
        self.titles.show_messages(left, right)
        self._compare()

    def swap(self) -> None:
        """Put what is on the left on the right, and the other way round."""
        if self._sides is not None:
            self._sides = self._sides[1], self._sides[0]
            self.titles.show_messages(*self._sides)
            self._compare()

    def _choose_form(self, form: Form) -> None:
        self._asked = form
        self._compare()

    def _fold(self, folded: bool) -> None:
        if self._settings is not None:
            self._settings.setValue(_FOLD_KEY, folded)
        self._compare()

    def _compare(self) -> None:
        if self._sides is None:
            return
        left, right = self._sides
        form, folded = self._asked, self.commands.fold.isChecked()
        self._empty.set_shown(False)
        self.progress.setValue(0)
        self.work.start(
            lambda watch: compare_sources(left.source, right.source, form, watch, folded=folded),
            self._show,
            lambda error: self._say(str(error)),
        )
        self._busy.show()

    def _cancelled(self) -> None:
        self.work.cancel()
        if self.compared is None:
            self._empty.set_texts(self.tr("The comparison was cancelled."), self.tr("Compare again"))
            self._empty.set_shown(True)

    # What came of it.

    def _show(self, compared: Compared) -> None:
        self.compared = compared
        difference = compared.difference
        self.commands.show_form(difference.form)
        self._say(difference.problem)
        self.told.setText(summary(difference))
        self.rows.show_lines(compared.lines, difference.form)
        self.rows.setFocus()
        self._show_place()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _show_place(self) -> None:
        count = len(self.compared.lines.starts) if self.compared is not None else 0
        self.commands.place.setText(
            self.tr("place {0} of {1}").format(self.rows.difference, count) if count else ""
        )
        self.commands.previous.setEnabled(count > 0)
        self.commands.next.setEnabled(count > 0)

    # Taking it away.

    def copy_all(self) -> None:
        """Put all that is shown on the clipboard, as one text."""
        if self.compared is not None and self._sides is not None:
            titles = self._sides[0].title, self._sides[1].title
            QGuiApplication.clipboard().setText(unified_text(self.compared.difference.lines, titles))

    def copy_selected(self) -> None:
        """Put the selected lines on the clipboard, as one text."""
        QGuiApplication.clipboard().setText(unified_text(self.rows.selected_lines()))

    def _copy_side(self, side: int) -> None:
        QGuiApplication.clipboard().setText(side_text(self.rows.selected_lines(), side))

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, key, act in (
            (self.tr("Copy the selected lines"), "Ctrl+C", self.copy_selected),
            (self.tr("Copy their left side"), "", lambda: self._copy_side(0)),
            (self.tr("Copy their right side"), "", lambda: self._copy_side(1)),
        ):
            menu.addAction(made_action(menu, text, key, act))
        menu.addSeparator()
        menu.addActions([self.commands.copy, self.commands.swap, self.commands.fold])
        menu.popup(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy and select all as in a text; close with Esc."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.rows.select_all()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Work no more for nobody."""
        super().hideEvent(event)
        self.work.cancel()
