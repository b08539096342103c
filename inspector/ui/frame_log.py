"""The log of the wire: the table of frames, and above it what decides which of them are shown."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from inspector.capture.filtering import Filter
from inspector.capture.recognition import Recognition
from inspector.capture.store import Capture
from inspector.ui.field_columns import FieldColumns
from inspector.ui.filter_bar import FilterBar
from inspector.ui.frame_choice import FrameChoice
from inspector.ui.frame_model import FrameModel
from inspector.ui.frame_seeker import FrameSeeker
from inspector.ui.frame_table import FrameTable
from inspector.ui.go_to import GoTo
from inspector.ui.highlighting import Highlighting
from inspector.ui.layouts import column
from inspector.ui.log_empty import EmptyLog
from inspector.ui.log_find import LogFind
from inspector.ui.packet_look import PacketReader
from inspector.ui.pinned_pane import PinnedPane
from inspector.ui.rules import Rules

if TYPE_CHECKING:
    from inspector.ui.rules_dialog import RulesDialog

_COUNT_MS = 100
_MESSAGES_KEY = "log/messages"


class FrameLog(QWidget):
    """Holds the table with its filter bar; further panels may stand between the two."""

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._dialog: RulesDialog | None = None
        self._capture: Capture | None = None
        self._more: dict[str, list[Filter]] = {}
        """What other panels leave out, by their names."""
        self.recognition: Recognition | None = None
        """Which connections speak Socket.IO."""
        self.model = FrameModel(self)
        self.table = FrameTable(self.model)
        self.choice = FrameChoice(self.model, self)
        self.rules = Rules(settings, self)
        self.bar = FilterBar(self.rules)
        self.empty = EmptyLog(self.table, self.choice, self.bar)
        self.seeker = FrameSeeker(self.table, self.model, self.choice, self.bar)
        self._highlighting = Highlighting(self.model, self.rules, self.choice)
        self.finder = LogFind(self.table, self.model, self.choice)
        self.fields = FieldColumns(self.model, self.table, settings)
        self.go_to = GoTo(self.table)
        self.pinned = PinnedPane(settings)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self._layout: QVBoxLayout = column(self.bar, self.split, self.finder.bar, gap=0)
        self._timer = QTimer(self)
        self._timer.setInterval(_COUNT_MS)
        self._lay_out()
        self._connect()
        messages = bool(settings.value(_MESSAGES_KEY, False, bool))
        self.bar.units.set_current(int(messages))
        self.choice.set_messages(messages)
        self._filter()

    def _lay_out(self) -> None:
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.table)
        self.split.addWidget(self.pinned)
        self.split.setStretchFactor(0, 1)
        self._layout.setStretch(1, 1)
        self.setLayout(self._layout)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._follow)
        self.seeker.noticed.connect(self.table.noticed)
        self.go_to.chosen.connect(self.show_frame)
        self.go_to.chosen.connect(lambda _frame_id: self.table.setFocus())
        self.pinned.frameRequested.connect(self.show_frame)
        self.pinned.field.left.connect(self.table.setFocus)
        self.table.selectedCountChanged.connect(self._show_selection)
        for action in self.finder.actions_of_find:
            # Where a payload has the focus, the same keys search in it.
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        self.bar.changed.connect(self._filter)
        self.bar.messagesChanged.connect(self._set_messages)
        self.bar.rulesRequested.connect(self.open_rules)
        self.bar.left.connect(self.table.setFocus)
        self.bar.pause_action.toggled.connect(self._show_around)

    def insert_panel(self, panel: QWidget) -> None:
        """Put a panel between the filter bar and the table."""
        self._layout.insertWidget(self._layout.indexOf(self.split), panel)

    def set_capture(self, capture: Capture | None) -> None:
        """Show a capture from now on, or nothing."""
        self._capture = capture
        self.recognition = None if capture is None else Recognition(capture)
        self.model.set_packets(None if self.recognition is None else PacketReader(self.recognition).look)
        self._highlighting.set_capture(capture)
        self.finder.set_capture(capture)
        self.go_to.set_capture(capture)
        self.pinned.set_capture(capture)
        self.choice.set_capture(capture)
        if capture is None:
            self._timer.stop()
        else:
            self._timer.start()
            self._follow()

    def choose_connection(self, connection_id: int | None) -> None:
        """Show the frames of one connection, or of all."""
        self.choice.choose_connection(connection_id)
        self._follow()

    def show_frame(self, frame_id: int) -> None:
        """Select a frame, and show it even if the filters hide it."""
        if frame_id and self._capture is not None:
            self.seeker.show(frame_id, self._capture)

    def open_rules(self) -> None:
        """Show all rules in a dialog beside the table."""
        if self._dialog is None:
            from inspector.ui.rules_dialog import RulesDialog  # not needed by the first window

            self._dialog = RulesDialog(self.rules, self)
            self._dialog.destroyed.connect(self._forget_dialog)
        self._dialog.show()
        self._dialog.raise_()

    def _forget_dialog(self) -> None:
        self._dialog = None

    def set_more_filters(self, panel: str, filters: list[Filter]) -> None:
        """Leave out more than the bar says: what another panel chose."""
        self._more[panel] = list(filters)
        self._filter()

    def _filter(self) -> None:
        more = [] if self.bar.pause_action.isChecked() else list(self._more.values())
        self.choice.set_filters([*self.bar.filters(), *chain.from_iterable(more)])
        self._highlighting.refresh()
        self._follow()

    def _set_messages(self, messages: bool) -> None:
        self._settings.setValue(_MESSAGES_KEY, messages)
        self.choice.set_messages(messages)
        self._highlighting.refresh()
        self._follow()

    def _show_around(self, _paused: bool) -> None:
        """Keep the selected row in the middle, wherever it is among the others."""
        self.table.center_current()

    def _show_selection(self, count: int) -> None:
        """Say how far apart in time the first and the last of the selected rows are."""
        between = None
        if count > 1:
            rows = self.table.selected_rows
            first, last = self.model.summary(rows.first), self.model.summary(rows.last)
            if first is not None and last is not None:
                between = last.time_ns - first.time_ns
        self.bar.show_selection(count, between)

    def _follow(self) -> None:
        """Say how far the search is, what went wrong with it, and why there is nothing to see."""
        self.bar.show_count(self.choice.counted())
        self.bar.show_problem(self._problem())
        self.empty.refresh()
        self.seeker.refresh()

    def _problem(self) -> str:
        name, why = self._highlighting.problem()
        return self.choice.problem or (self.tr("Rule “{0}”: {1}").format(name, why) if why else "")
