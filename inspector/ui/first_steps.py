"""What a person who has just started can do next: connect to the local server, and send a first message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inspector.session.events import State
from inspector.ui.carrying_out import speaks_socketio
from inspector.ui.intentions import SendText
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow

_ECHO, _SOCKETIO = "/echo", "/socket.io/"


class FirstSteps(QObject):
    """Fills the place of the frames while there are none."""

    def __init__(self, window: MainWindow, workbench: Workbench) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        empty = window.log.empty
        empty.firstStepRequested.connect(self._take_first)
        empty.secondStepRequested.connect(self.try_socketio)
        workbench.stateChanged.connect(self._show)
        workbench.currentChanged.connect(self._show)
        window.connections.connectionChosen.connect(self._show)
        self._show()

    def try_echo(self) -> None:
        """Start the local server if need be, and connect to its echo."""
        self._window.server.start(then=lambda: self._connect(_ECHO, socketio=False))

    def try_socketio(self) -> None:
        """Start the local server if need be, and connect to its Socket.IO server."""
        self._window.server.start(then=lambda: self._connect(_SOCKETIO, socketio=True))

    def _connect(self, path: str, *, socketio: bool) -> None:
        server = self._workbench.server
        if server is not None:
            self._window.connect_to(server.url + path, socketio=socketio)

    def _take_first(self) -> None:
        if self._workbench.state is not State.OPEN:
            self.try_echo()
            return
        self._workbench.carry_out(SendText(self.tr("Hello")))
        self._window.composer.pane.setFocus()

    def _show(self) -> None:
        empty = self._window.log.empty
        empty.no_frames = self._words()
        empty.no_frames_here = self._words_of_chosen()
        empty.refresh()

    def _words(self) -> tuple[str, str, str]:
        match self._workbench.state:
            case State.CONNECTING:
                return self.tr("Connecting…"), "", ""
            case State.OPEN:
                first = self.tr("Send “{0}”").format(self.tr("Hello")) if self._is_own_echo() else ""
                return self.tr("Connected. Type a message below and send it with Ctrl+Return."), first, ""
        return (
            self.tr("No frames yet. Type a URL above, or try the server that is built in."),
            self.tr("Connect to the local echo server"),
            self.tr("or to the local Socket.IO server"),
        )

    def _words_of_chosen(self) -> tuple[str, str, str]:
        session, chosen = self._workbench.current, self._window.connections.chosen
        is_current = session is not None and session.connection_id == chosen
        if is_current and self._workbench.state in (State.CONNECTING, State.OPEN):
            return self._words()
        if chosen is not None and self._workbench.states().get(chosen, State.CLOSED) is not State.CLOSED:
            return self.tr("No frames on this connection yet."), "", ""
        return self.tr("No frames on this connection."), "", ""

    def _is_own_echo(self) -> bool:
        """Tell whether a message that nobody typed does no harm."""
        session, server = self._workbench.current, self._workbench.server
        if session is None or server is None or speaks_socketio(session):
            return False
        return session.options.url == server.url + _ECHO
