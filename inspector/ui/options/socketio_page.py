"""The page of the options on Socket.IO: `load` shows options, `apply` gives them back."""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from urllib.parse import parse_qsl, urlencode

from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from inspector.session.options import ConnectOptions, SocketIoOptions, Transports
from inspector.ui.form import FormPage
from inspector.ui.layouts import ROW
from inspector.ui.theme import current_theme
from inspector.ui.value_editors import SecondsEdit

_AUTH_ROWS = 4


class SocketIoPage(FormPage):
    """Where the Socket.IO server is, which namespaces are joined, and over which transport."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Socket.IO")
        self.eio = QComboBox()
        self.transports = QComboBox()
        self.path = QLineEdit()
        self.namespaces = QLineEdit()
        self.auth = QPlainTextEdit()
        self.query = QLineEdit()
        self.ack_timeout = SecondsEdit(self.tr("Wait forever"))
        self._auth_of: tuple[tuple[str, str], ...] = ()
        self._fill()
        self._lay_out()
        for combo in (self.eio, self.transports):
            combo.currentIndexChanged.connect(self.changed)
        for line in (self.path, self.namespaces, self.query):
            line.textChanged.connect(self.changed)
        self.auth.textChanged.connect(self.changed)
        self.ack_timeout.valueChanged.connect(self.changed)

    def _fill(self) -> None:
        self.eio.addItem(self.tr("Socket.IO 3 and 4 (Engine.IO v4)"), 4)
        self.eio.addItem(self.tr("Socket.IO 2 (Engine.IO v3)"), 3)
        self.transports.addItem(self.tr("HTTP long-polling, then WebSocket"), "polling-then-upgrade")
        self.transports.addItem(self.tr("WebSocket only"), "websocket")
        self.transports.addItem(self.tr("HTTP long-polling only"), "polling")
        self.namespaces.setPlaceholderText(self.tr("/, /admin"))
        self.query.setPlaceholderText(self.tr("name=value&other=value"))
        self.auth.setPlaceholderText('{"token": "…"}')
        self.auth.setFont(current_theme().mono)
        self.auth.setTabChangesFocus(True)
        self.auth.setFixedHeight(_AUTH_ROWS * ROW)

    def _lay_out(self) -> None:
        tr = self.tr
        self.add_heading(tr("Server"))
        self.add_field("socketio.eio", tr("Version:"), self.eio, "")
        self.add_field("socketio.transports", tr("Transport:"), self.transports, tr("Browsers poll first."))
        path_note = tr("Where the server answers; a path in the URL is a namespace.")
        self.add_field("socketio.path", tr("Path:"), self.path, path_note)
        self.add_field("socketio.query", tr("Query:"), self.query, tr("Joins what the URL has."))
        self.add_heading(tr("Namespaces"))
        joined = tr("Joined at once, commas between; / when there is none.")
        self.add_field("socketio.namespaces", tr("Namespaces:"), self.namespaces, joined)
        auth_note = tr("JSON that each CONNECT carries; Socket.IO 2 has none.")
        self.add_field("socketio.auth", tr("Auth:"), self.auth, auth_note)
        self.add_heading(tr("Events"))
        self.add_field("socketio.ack_timeout", tr("Wait for an ack:"), self.ack_timeout, "")

    def load(self, options: ConnectOptions) -> None:
        """Show options."""
        shown = options.socketio or SocketIoOptions()
        self.eio.setCurrentIndex(self.eio.findData(shown.eio))
        self.transports.setCurrentIndex(self.transports.findData(shown.transports))
        self.path.setText(shown.path)
        self.namespaces.setText(", ".join(shown.namespaces))
        self.auth.setPlainText(shown.auth)
        self.query.setText(urlencode(shown.query))
        self.ack_timeout.set_seconds(shown.ack_timeout)
        self._auth_of = shown.auth_of

    def apply(self, options: ConnectOptions) -> ConnectOptions:
        """Give options with this page's fields as they stand."""
        names = (name.strip() for name in self.namespaces.text().split(","))
        made = SocketIoOptions(
            eio=3 if self.eio.currentData() == 3 else 4,
            path=self.path.text().strip() or "/socket.io/",
            namespaces=tuple(name for name in names if name),
            auth=self.auth.toPlainText().strip(),
            auth_of=self._auth_of,
            query=tuple(parse_qsl(self.query.text().strip().lstrip("?"), keep_blank_values=True)),
            transports=cast(Transports, self.transports.currentData()),
            ack_timeout=self.ack_timeout.seconds(),
        )
        return replace(options, socketio=made)
