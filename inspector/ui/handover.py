"""One program: a second start hands its URL to the window that is there already."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.capture.places import captures_folder

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

# Qt's network module is imported when it is used: it would delay the first window.

_CONNECT_MS = 300
_ANSWER_MS = 3_000
_LARGEST = 64 * 1024
_TAKEN = b"taken\n"
_HERE = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def server_name(environment: Mapping[str, str]) -> str:
    """Name the window of this person, on this screen, with this data folder."""
    parts = [_person(), str(captures_folder()), *(environment.get(name, "") for name in _HERE)]
    return f"websocket-inspector-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


def _person() -> str:
    """Tell people apart; in a container a person can have a number that no name is known for."""
    return getpass.getuser() if sys.platform == "win32" else str(os.getuid())


def hand_over(url: str) -> bool:
    """Give a URL to the window that is there; False where there is none, or it does not answer."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(server_name(os.environ))
    if not socket.waitForConnected(_CONNECT_MS):
        return False
    token = os.environ.get("XDG_ACTIVATION_TOKEN", "")
    socket.write(json.dumps({"url": url, "activation": token}).encode() + b"\n")
    answer = b""
    while not answer.endswith(b"\n") and socket.waitForReadyRead(_ANSWER_MS):
        answer += bytes(socket.readAll().data())
    socket.disconnectFromServer()
    return answer == _TAKEN


class Handover(QObject):
    """Listens for URLs of later starts; the first window of a person is the one that gets them."""

    urlTaken = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None

    def listen(self) -> bool:
        """Begin to listen; False where another window does so already."""
        from PySide6.QtNetwork import QLocalServer, QLocalSocket

        # Asked first: a server that is for one person only is put in the place of another without a word.
        name = server_name(os.environ)
        probe = QLocalSocket()
        probe.connectToServer(name)
        if probe.waitForConnected(_CONNECT_MS):
            probe.disconnectFromServer()
            return False
        QLocalServer.removeServer(name)  # left by a program that was killed
        server = self._server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: self._take(server))
        return server.listen(name)

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    def _take(self, server: QLocalServer) -> None:
        while (socket := server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LARGEST:
                socket.abort()
            return
        try:
            asked = json.loads(bytes(socket.readLine().data()))
            url, token = str(asked["url"]), str(asked.get("activation", ""))
        except (ValueError, TypeError, KeyError, AttributeError):
            socket.abort()
            return
        socket.write(_TAKEN)
        socket.flush()
        if token:
            os.environ["XDG_ACTIVATION_TOKEN"] = token  # Qt takes it when the window is activated
        self.urlTaken.emit(url)
