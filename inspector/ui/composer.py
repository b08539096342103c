"""The bottom of the window: a person makes a message or a control frame, and sends it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QTabBar, QWidget

from inspector.session.events import State
from inspector.ui.composer_modes import TABS, Mode, mode_name
from inspector.ui.composer_panes import ComposerPanes, Pane
from inspector.ui.composer_tools import ComposerActions, ComposerTools
from inspector.ui.control_panes import ClosePane, PingPane
from inspector.ui.emit_pane import EmitPane
from inspector.ui.file_pane import FilePane
from inspector.ui.history import SentEntry, SentHistory
from inspector.ui.labels import ElidedLabel, PlainLabel, set_role
from inspector.ui.layouts import column, row
from inspector.ui.repeat_bar import RepeatBar
from inspector.ui.repeating import Repeating
from inspector.ui.sent_popup import SentPopup
from inspector.ui.sent_walk import SentWalk
from inspector.ui.sizes import short_bytes
from inspector.ui.typed_pane import TypedPane
from inspector.ui.typed_tools import TypedTools


class Composer(QWidget):
    """Emits one intention for each thing that the person asks to send."""

    intended = Signal(object)
    """An `Intention`."""

    def __init__(self, history: SentHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._walk = SentWalk(history)
        self._state = State.CLOSED
        self.commands = ComposerActions(self)
        self.tabs = QTabBar()
        self.panes = ComposerPanes()
        self.emit_pane = self.panes.emit_pane
        self.status = ElidedLabel(role="hint")
        self.buffered = PlainLabel(role="hint")
        self.repeat = RepeatBar()
        self.tools = ComposerTools(self.commands)
        self._typed_tools = TypedTools(self.commands, self.panes)
        self._repeating = Repeating(self.repeat, self.commands.repeat, self.panes, self._reason)
        self.popup = SentPopup(history, self)
        self._fill_tabs()
        self._lay_out()
        self._connect_signals()
        self.set_buffered_amount(0)
        self.set_mode(Mode.TEXT)
        self.set_socketio(False)

    def _fill_tabs(self) -> None:
        for mode in TABS:
            action = self.commands.modes[mode]
            name = mode_name(mode)
            action.setText(self.tr("Compose: {0}").format(name))
            shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            self.tabs.setTabToolTip(self.tabs.addTab(name), f"{name} ({shortcut})")

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Composer"))
        self.tabs.setAccessibleName(self.tr("What to send"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.buffered.setToolTip(self.tr("bufferedAmount: bytes to send that the network has not taken yet"))
        self.repeat.hide()
        line = row(self.status, self.buffered, gap=2)
        line.setStretch(0, 1)
        layout = column(self.tabs, self.panes, line, self.repeat, self.tools, gap=1, margins=(2, 1, 2, 2))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _connect_signals(self) -> None:
        commands = self.commands
        self.tabs.currentChanged.connect(lambda index: self.set_mode(TABS[index]))
        for mode, action in commands.modes.items():
            action.triggered.connect(lambda _checked=False, mode=mode: self.choose(mode))
        self.panes.changed.connect(self._show_problem)
        for pane in self.panes.each:
            for widget in pane.inputs:
                widget.addActions([commands.older, commands.newer])
        commands.send.triggered.connect(self.send)
        commands.history.triggered.connect(lambda: self.popup.open_above(self))
        commands.older.triggered.connect(lambda: self.recall(self._walk.older(self._entry())))
        commands.newer.triggered.connect(lambda: self.recall(self._walk.newer()))
        self.tools.kind.activated.connect(self._kind_chosen)
        self._repeating.intended.connect(self.intended)
        self._repeating.started.connect(lambda: self._history.add(self._entry()))
        self.popup.chosen.connect(self.recall)
        self.emit_pane.intended.connect(self.intended)

    @property
    def mode(self) -> Mode:
        """The mode that is shown."""
        return self.panes.mode

    @property
    def pane(self) -> Pane:
        """The pane of the current mode."""
        return self.panes.current

    def set_mode(self, mode: Mode) -> None:
        """Show another mode; each keeps its draft, Text and JSON share theirs."""
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(TABS.index(mode))
        self.panes.show_mode(mode)
        self.tools.show_mode(mode, self._as_text())
        self._repeating.show_bar()
        self._show_problem()

    def choose(self, mode: Mode) -> None:
        """Show another mode and put the cursor into it."""
        self.set_mode(mode)
        self.pane.setFocus()

    def set_state(self, state: State) -> None:
        """Follow the connection's state: sending needs OPEN, typing does not."""
        self._state = state
        self._show_problem()

    def set_socketio(self, socketio: bool) -> None:
        """Offer to emit events where the connection is one of Socket.IO; raw frames go there too."""
        if socketio == self.tabs.isTabVisible(0):
            return
        with QSignalBlocker(self.tabs):
            self.tabs.setTabVisible(0, socketio)
        self.commands.modes[Mode.EMIT].setEnabled(socketio)
        self.set_mode(Mode.EMIT if socketio else Mode.TEXT)

    def say(self, text: str) -> None:
        """Say what came of something that was sent, until the next change."""
        self.status.setText(text)
        set_role(self.status, "ok")

    def set_buffered_amount(self, count: int) -> None:
        """Show how many bytes wait to be taken by the network."""
        self.buffered.setText(self.tr("Buffered: {0}").format(short_bytes(count)))

    def set_repeating(self, running: bool, sent: int = 0) -> None:
        """Show that a message is being repeated, and how often it was sent."""
        self.repeat.show_progress(running, sent)
        self._repeating.show_bar()

    def send(self) -> None:
        """Send what the current mode holds, if that can be sent now."""
        self.pane.settle()
        self._show_problem()
        if self._reason():
            return
        self.intended.emit(self.pane.intention())
        self._history.add(self._entry())
        self._walk.restart()
        if self.panes.typed is not None:
            self.panes.typed.editor.selectAll()  # what is typed next is another message

    def recall(self, entry: SentEntry | None) -> None:
        """Put an entry of the history into the composer; undo takes it back where text is typed."""
        if entry is None or entry.mode not in set(Mode):
            return
        if entry.mode == Mode.EMIT and not self.tabs.isTabVisible(0):
            return  # there is nobody who would understand it
        self.set_mode(Mode(entry.mode))
        pane = self.pane
        if entry.kind and not isinstance(pane, PingPane | ClosePane | EmitPane):
            pane.set_as_text(entry.kind == "text")
            self.tools.show_mode(self.mode, pane.as_text)
        pane.set_draft(entry.draft)
        pane.setFocus()

    def _entry(self) -> SentEntry:
        pane = self.pane
        if isinstance(pane, PingPane | ClosePane | EmitPane):
            return SentEntry(self.mode.value, pane.draft())
        return SentEntry(self.mode.value, pane.draft(), "text" if pane.as_text else "binary")

    def _as_text(self) -> bool:
        pane = self.pane
        return isinstance(pane, TypedPane | FilePane) and pane.as_text

    def _kind_chosen(self, index: int) -> None:
        pane = self.pane
        if isinstance(pane, TypedPane | FilePane):
            pane.set_as_text(index == 0)

    def _state_reason(self) -> str:
        return {
            State.CONNECTING: self.tr("CONNECTING: send when it is OPEN"),
            State.OPEN: "",
            State.CLOSING: self.tr("CLOSING: nothing more can be sent"),
            State.CLOSED: self.tr("Not connected: connect to send"),
        }[self._state]

    def _reason(self) -> str:
        return self.pane.problem or self._state_reason()

    def _show_problem(self) -> None:
        pane = self.pane
        problem = pane.problem
        words = [self._state_reason(), pane.summary]
        self.status.setText(problem or " · ".join(word for word in words if word))
        # What was not begun yet is not wrong.
        begun = pane.begun if isinstance(pane, EmitPane) else bool(pane.draft())
        set_role(self.status, "error" if problem and begun else "hint")
        self.tools.show_sendable(self._reason())
        self._repeating.refresh()
        self._typed_tools.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one local file."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Make the dropped file the one to send."""
        pane = self.panes[Mode.FILE]
        pane.set_draft(event.mimeData().urls()[0].toLocalFile())
        event.acceptProposedAction()
        self.choose(Mode.FILE)
