"""A pane that always shows the latest message that matches a filter of its own."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from inspector.capture import filtering
from inspector.capture.filtering import all_of, parse_filter
from inspector.capture.store import Capture
from inspector.ui import icons
from inspector.ui.filter_field import FilterField
from inspector.ui.labels import PlainLabel, WrappedLabel
from inspector.ui.layouts import column, row
from inspector.ui.payload_source import PayloadSource
from inspector.ui.time_format import clock_time
from inspector.ui.whole_message import MessageReader
from inspector.wire.records import HTTP, Direction, Opcode

if TYPE_CHECKING:
    from inspector.ui.payload_view import PayloadView

_LOOK_MS = 100
_BACK = 1_000_000
"""Frames before now among which the latest one is looked for; what comes later is always looked at."""
_FILTER_KEY, _SHOWN_KEY = "pinned/filter", "pinned/shown"


class PinnedPane(QWidget):
    """Follows the capture while it is shown, and costs nothing while it is not."""

    frameRequested = Signal(int)
    """The person wants to see the frame in the table."""

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pinned")
        self._settings = settings
        self._capture: Capture | None = None
        self._search: filtering.Search | None = None
        self._shown = (0, 0)
        """Its first frame, and how many bytes of it were there if it has several."""
        self.field = FilterField()
        self.where = QToolButton()
        self.count = PlainLabel(role="hint")
        self.mistake = WrappedLabel(role="error")
        self.action = QAction(self.tr("Pinned message"), self)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+6"))
        self.action.setIcon(icons.icon("pin"))
        self.action.setCheckable(True)
        self.action.setToolTip(self.tr("Always show the latest message that matches (Ctrl+Shift+6)"))
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._lay_out()
        self._timer.timeout.connect(self._look)
        self.field.setText(str(settings.value(_FILTER_KEY, "")))
        self.field.apply()
        self.field.filterChanged.connect(self._filter_changed)
        self.field.mistakeChanged.connect(self._show_mistake)
        self.action.toggled.connect(self._show_pane)
        self.action.setChecked(bool(settings.value(_SHOWN_KEY, False, bool)))
        self.setVisible(self.action.isChecked())

    def _lay_out(self) -> None:
        self.field.setPlaceholderText(self.tr("The latest message that matches, such as type:text price"))
        self.field.setAccessibleName(self.tr("Filter of the pinned message"))
        self.where.setToolTip(self.tr("Show this frame in the table"))
        self.where.setProperty("mono", True)
        self.where.clicked.connect(lambda: self.frameRequested.emit(self._shown[0]))
        self.mistake.hide()
        close = QToolButton()
        close.setIcon(icons.icon("close"))
        close.setToolTip(self.tr("Close the pinned message"))
        close.setAccessibleName(self.tr("Close the pinned message"))
        close.clicked.connect(lambda: self.action.setChecked(False))
        pin = PlainLabel()
        pin.setPixmap(icons.pixmap("pin"))
        line = row(pin, self.field, self.where, self.count, close, gap=2)
        line.setStretch(1, 1)
        head = column(line, self.mistake, gap=1, margins=(2, 1, 2, 1))
        self._layout = column(head, gap=0)
        self.setLayout(self._layout)

    @cached_property
    def payload(self) -> PayloadView:
        """The payload, made when the pane is first shown."""
        from inspector.ui.payload_view import PayloadView

        view = PayloadView(self._settings)
        view.toolbar.hide()
        self._layout.addWidget(view, 1)
        return view

    def set_capture(self, capture: Capture | None) -> None:
        """Follow a capture from now on, or nothing."""
        self._capture = capture
        self._restart()

    def _show_pane(self, shown: bool) -> None:
        self._settings.setValue(_SHOWN_KEY, shown)
        if shown:
            self.payload.clear()
        self.setVisible(shown)
        self._restart()
        if shown:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filter_changed(self) -> None:
        self._settings.setValue(_FILTER_KEY, self.field.text())
        self._restart()

    def _show_mistake(self, sentence: str) -> None:
        self.mistake.setText(sentence)
        self.mistake.setVisible(bool(sentence))

    def _restart(self) -> None:
        search, self._search = self._search, None
        if search is not None:
            search.cancel()
        self._timer.stop()
        self._show_mistake(self.field.mistake)
        self._show_nothing()
        if self._capture is None or not self.action.isChecked():
            return
        recent = parse_filter(f"id:>{max(0, self._capture.last_id - _BACK)} -type:continuation")
        self._search = filtering.Search(self._capture, all_of([self.field.filter.of_messages(), recent]))
        self._search.start()
        self._timer.start()

    def _show_nothing(self) -> None:
        self._shown = (0, 0)
        if self._layout.count() > 1:
            self.payload.clear()
        self.where.hide()
        self.count.setText(self.tr("nothing matches yet"))

    def _look(self) -> None:
        search, capture = self._search, self._capture
        if search is not None and search.error:
            self._timer.stop()
            self._show_mistake(search.error)
        if search is None or capture is None or not search.count:
            return
        ids = search.ids  # another one, where some match no more
        frame_id = ids[-1]
        self.count.setText(QLocale().toString(len(ids)))
        self.count.setToolTip(self.tr("Messages that matched, among the last million frames and since"))
        message = MessageReader(capture).payload(frame_id)
        shown = (frame_id, 0 if message is None else message.length)
        if shown == self._shown:
            return
        found = capture.summaries_of([frame_id])
        if not found:
            return
        self._shown = shown
        frame = found[0]
        arrow = "↓" if frame.direction == Direction.RECEIVED else "↑"
        number = QLocale().toString(frame_id)
        self.where.setText(f"{arrow} #{number}  {clock_time(frame.time_ns)}")
        self.where.show()
        opcode = Opcode.TEXT if frame.head == HTTP else frame.head & 0x0F
        read = partial(capture.payload_part, frame_id) if message is None else message.read
        length = frame.length if message is None else message.length
        self.payload.show_payload(PayloadSource(f"frame-{frame_id}", opcode, length, read))
