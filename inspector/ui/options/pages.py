"""Pages of the options on the opening handshake: `load` shows options, `apply` gives them back."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from inspector.session.options import Compression, ConnectOptions
from inspector.ui.form import FormPage
from inspector.ui.options.draft import HeaderRow, sent_headers
from inspector.ui.options.header_editor import HeaderEditor
from inspector.ui.value_editors import SecretEdit

_FEWEST_BITS, _MOST_BITS = 8, 15


class HandshakePage(FormPage):
    """What the opening handshake says beyond what it must."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Handshake")
        self.headers = HeaderEditor()
        self.subprotocols = QLineEdit()
        self.subprotocols.setPlaceholderText(self.tr("chat, superchat"))
        self.origin = QLineEdit()
        self.origin.setPlaceholderText(self.tr("https://example.com"))
        self.add_heading(self.tr("Request headers"))
        self.add_wide("headers", self.tr("Request headers"), self.headers)
        self.stretch_last_wide()
        self.add_heading(self.tr("Offer"))
        self.add_field(
            "subprotocols",
            self.tr("Subprotocols:"),
            self.subprotocols,
            self.tr("The one you prefer first, commas between."),
        )
        self.add_field(
            "origin",
            self.tr("Origin:"),
            self.origin,
            self.tr("What a browser would name as the page's origin."),
        )
        self.headers.changed.connect(self.changed)
        self.subprotocols.textChanged.connect(self.changed)
        self.origin.textChanged.connect(self.changed)

    def load(self, options: ConnectOptions) -> None:
        """Show options."""
        self.load_rows(tuple(HeaderRow(True, name, value) for name, value in options.headers))
        self.subprotocols.setText(", ".join(options.subprotocols))
        self.origin.setText(options.origin or "")

    def load_rows(self, rows: tuple[HeaderRow, ...]) -> None:
        """Show headers with those that are switched off."""
        self.headers.set_rows(rows)

    def apply(self, options: ConnectOptions) -> ConnectOptions:
        """Give options with this page's fields as they stand."""
        offered = (one.strip() for one in self.subprotocols.text().split(","))
        return replace(
            options,
            headers=sent_headers(self.headers.rows()),
            subprotocols=tuple(one for one in offered if one),
            origin=self.origin.text().strip() or None,
        )


class AuthenticationPage(FormPage):
    """The Authorization header: none, basic, or bearer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Authentication")
        self.kind = QComboBox()
        self.kind.addItems([self.tr("None"), self.tr("Basic: user and password"), self.tr("Bearer token")])
        self.user = QLineEdit()
        self.password = SecretEdit()
        self.token = SecretEdit()
        self.add_heading(self.tr("Authorization header"))
        self.add_field("kind", self.tr("Method:"), self.kind)
        self._basic = (
            self.add_field("basic_auth", self.tr("User:"), self.user),
            self.add_field("password", self.tr("Password:"), self.password),
        )
        self._bearer = (
            self.add_field(
                "bearer_token", self.tr("Token:"), self.token, self.tr("Sent as “Authorization: Bearer …”.")
            ),
        )
        self.end()
        self.kind.currentIndexChanged.connect(self._kind_changed)
        for line in (self.user, self.password, self.token):
            line.textChanged.connect(self.changed)
        self._kind_changed()

    def _kind_changed(self) -> None:
        for fields, index in ((self._basic, 1), (self._bearer, 2)):
            for field in fields:
                field.editor.setEnabled(self.kind.currentIndex() == index)
        self.changed.emit()

    def load(self, options: ConnectOptions) -> None:
        """Show options."""
        user, password = options.basic_auth or ("", "")
        self.user.setText(user)
        self.password.setText(password)
        self.token.setText(options.bearer_token or "")
        self.kind.setCurrentIndex(2 if options.bearer_token is not None else 1 if options.basic_auth else 0)

    def apply(self, options: ConnectOptions) -> ConnectOptions:
        """Give options with this page's fields as they stand."""
        index = self.kind.currentIndex()
        basic = (self.user.text(), self.password.text()) if index == 1 else None
        return replace(
            options, basic_auth=basic, bearer_token=self.token.text().strip() if index == 2 else None
        )


class CompressionPage(FormPage):
    """The permessage-deflate offer (RFC 7692)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Compression")
        self.enabled = QCheckBox(self.tr("Offer permessage-deflate"))
        self.client_bits = self._bits(self.tr("Let the server choose"))
        self.server_bits = self._bits(self.tr("Let the server choose"))
        self.client_fresh = QCheckBox(self.tr("This client starts each message afresh"))
        self.server_fresh = QCheckBox(self.tr("Ask the server to start each message afresh"))
        self._parts: tuple[QWidget, ...] = (
            self.client_bits,
            self.server_bits,
            self.client_fresh,
            self.server_fresh,
        )
        self._lay_out()
        self.enabled.toggled.connect(self._follow)
        for combo in (self.client_bits, self.server_bits):
            combo.currentIndexChanged.connect(self.changed)
        for box in (self.client_fresh, self.server_fresh):
            box.toggled.connect(self.changed)

    def _lay_out(self) -> None:
        self.add_heading(self.tr("permessage-deflate (RFC 7692)"))
        self.add_wide(
            "compression",
            self.tr("Offer permessage-deflate"),
            self.enabled,
            self.tr("The server may decline it."),
        )
        self.add_heading(self.tr("Window bits"))
        self.add_field("client_bits", self.tr("Client:"), self.client_bits)
        self.add_field(
            "server_bits",
            self.tr("Server:"),
            self.server_bits,
            self.tr("Fewer bits take less memory and compress less."),
        )
        self.add_heading(self.tr("Context takeover"))
        self.add_wide("client_fresh", self.tr("client_no_context_takeover"), self.client_fresh)
        self.add_wide(
            "server_fresh",
            self.tr("server_no_context_takeover"),
            self.server_fresh,
            self.tr("Without context takeover no message depends on those before it."),
        )
        self.end()

    def _bits(self, word_for_none: str) -> QComboBox:
        combo = QComboBox()
        combo.addItem(word_for_none, None)
        for bits in range(_MOST_BITS, _FEWEST_BITS - 1, -1):
            combo.addItem(self.tr("{0} bits, window of {1:g} KiB").format(bits, 2**bits / 1024), bits)
        return combo

    def _follow(self, enabled: bool) -> None:
        for part in self._parts:
            part.setEnabled(enabled)
        self.changed.emit()

    def load(self, options: ConnectOptions) -> None:
        """Show options."""
        compression = options.compression
        self.enabled.setChecked(compression.enabled)
        self.client_bits.setCurrentIndex(self.client_bits.findData(compression.client_max_window_bits))
        self.server_bits.setCurrentIndex(self.server_bits.findData(compression.server_max_window_bits))
        self.client_fresh.setChecked(compression.client_no_context_takeover)
        self.server_fresh.setChecked(compression.server_no_context_takeover)
        self._follow(compression.enabled)

    def apply(self, options: ConnectOptions) -> ConnectOptions:
        """Give options with this page's fields as they stand."""
        compression = Compression(
            enabled=self.enabled.isChecked(),
            client_max_window_bits=self.client_bits.currentData(),
            server_max_window_bits=self.server_bits.currentData(),
            client_no_context_takeover=self.client_fresh.isChecked(),
            server_no_context_takeover=self.server_fresh.isChecked(),
        )
        return replace(options, compression=compression)
