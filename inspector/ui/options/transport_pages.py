"""Pages of the options on how the connection is carried and kept: limits, TLS, proxy and reconnect."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from inspector.session.options import ConnectOptions, Reconnect, TlsOptions
from inspector.ui.form import FormPage
from inspector.ui.layouts import characters_wide
from inspector.ui.value_editors import FileEdit, SecondsEdit, SizeEdit

_MOST_ATTEMPTS = 9999
_LARGEST_FACTOR = 10.0


class LimitsPage(FormPage):
    """How large, how long, and what is answered."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Limits and timing")
        self.largest = SizeEdit()
        self.open_timeout = SecondsEdit(self.tr("Never"))
        self.close_timeout = SecondsEdit(self.tr("Never"))
        self.ping_interval = SecondsEdit(self.tr("Off"))
        self.ping_timeout = SecondsEdit(self.tr("Never"))
        self.auto_pong = QCheckBox(self.tr("Answer each ping with a pong"))
        self._lay_out()
        self.largest.changed.connect(self.changed)
        for edit in (self.open_timeout, self.close_timeout, self.ping_interval, self.ping_timeout):
            edit.valueChanged.connect(self.changed)
        self.auto_pong.toggled.connect(self.changed)

    def _lay_out(self) -> None:
        tr = self.tr
        self.add_heading(tr("Size"))
        note = tr("A larger message is refused with close code 1009.")
        self.add_field("max_message_size", tr("Largest message:"), self.largest, note)
        self.add_heading(tr("Timeouts"))
        note = tr("From the first step to the end of the opening handshake.")
        self.add_field("open_timeout", tr("Open:"), self.open_timeout, note)
        note = tr("How long the server may take to answer a close frame.")
        self.add_field("close_timeout", tr("Close:"), self.close_timeout, note)
        self.add_heading(tr("Pings"))
        note = tr("Pings sent on their own to keep the connection alive.")
        self.add_field("ping_interval", tr("Keepalive every:"), self.ping_interval, note)
        note = tr("Without a pong by then, a keepalive ping fails the connection.")
        self.add_field("ping_timeout", tr("Ping timeout:"), self.ping_timeout, note)
        note = tr("RFC 6455 §5.5.2 asks for it; switch it off to see what the server does.")
        self.add_wide("auto_pong", tr("Answer each ping with a pong"), self.auto_pong, note)
        self.end()

    def load(self, options: ConnectOptions) -> None:
        """Show options."""
        self.largest.set_size(options.max_message_size)
        self.open_timeout.set_seconds(options.open_timeout)
        self.close_timeout.set_seconds(options.close_timeout)
        self.ping_interval.set_seconds(options.ping_interval)
        self.ping_timeout.set_seconds(options.ping_timeout)
        self.auto_pong.setChecked(options.auto_pong)

    def apply(self, options: ConnectOptions) -> ConnectOptions:
        """Give options with this page's fields as they stand."""
        return replace(
            options,
            max_message_size=self.largest.size_in_bytes(),
            open_timeout=self.open_timeout.seconds(),
            close_timeout=self.close_timeout.seconds(),
            ping_interval=self.ping_interval.seconds(),
            ping_timeout=self.ping_timeout.seconds(),
            auto_pong=self.auto_pong.isChecked(),
        )


class TlsPage(FormPage):
    """How the server is verified, and how this client identifies itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("TLS")
        certificates = self.tr("Certificates (*.pem *.crt *.cer);;All files (*)")
        keys = self.tr("Keys (*.pem *.key);;All files (*)")
        self.verify = QCheckBox(self.tr("Verify the server's certificate"))
        self.ca_file = FileEdit(self.tr("Extra CA file"), certificates)
        self.certificate = FileEdit(self.tr("Client certificate"), certificates)
        self.key = FileEdit(self.tr("Client key"), keys)
        self._lay_out()
        self.verify.toggled.connect(self._verify_toggled)
        for edit in (self.ca_file, self.certificate, self.key):
            edit.changed.connect(self.changed)

    def _lay_out(self) -> None:
        tr = self.tr
        self.add_heading(tr("Server"))
        self._verify_field = self.add_wide("tls", tr("Verify the server's certificate"), self.verify)
        note = tr("PEM; trusted in addition to the system's store.")
        self.add_field("tls.ca_file", tr("Extra CA file:"), self.ca_file, note)
        self.add_heading(tr("Client"))
        note = tr("PEM; may hold the key as well.")
        self.add_field("tls.client_certificate", tr("Certificate:"), self.certificate, note)
        note = tr("PEM, not encrypted; empty when the certificate's file holds it.")
        self.add_field("tls.client_key", tr("Key:"), self.key, note)
        self.end()

    def _verify_toggled(self, verified: bool) -> None:
        if verified:
            self._verify_field.note = self.tr("Against the system's trust store.")
        else:
            self._verify_field.note = self.tr("Not verified: anyone on the way can read and change this.")
        self._verify_field.note_role = "hint" if verified else "warning"
        self._verify_field.set_problem("")
        self.ca_file.setEnabled(verified)
        self.changed.emit()

    def load(self, options: ConnectOptions) -> None:
        """Show options."""
        self.verify.setChecked(options.tls.verify)
        self.ca_file.set_path(options.tls.ca_file or "")
        self.certificate.set_path(options.tls.client_certificate or "")
        self.key.set_path(options.tls.client_key or "")
        self._verify_toggled(options.tls.verify)

    def apply(self, options: ConnectOptions) -> ConnectOptions:
        """Give options with this page's fields as they stand."""
        tls = TlsOptions(
            verify=self.verify.isChecked(),
            ca_file=self.ca_file.path() or None,
            client_certificate=self.certificate.path() or None,
            client_key=self.key.path() or None,
        )
        return replace(options, tls=tls)


class NetworkPage(FormPage):
    """The way to the server, and what happens when the connection is lost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Proxy and reconnect")
        self.proxy = QLineEdit()
        self.proxy.setPlaceholderText(self.tr("http://, https:// or socks5://host:port"))
        self.redirects = QCheckBox(self.tr("Follow redirects"))
        self.reconnect = QCheckBox(self.tr("Reconnect when the connection is lost"))
        self.initial_delay = SecondsEdit()
        self.factor = QDoubleSpinBox()
        self.max_delay = SecondsEdit()
        self.attempts = QSpinBox()
        self._set_ranges()
        self._lay_out()
        self._parts = (self.initial_delay, self.factor, self.max_delay, self.attempts)
        self.proxy.textChanged.connect(self.changed)
        self.redirects.toggled.connect(self.changed)
        self.reconnect.toggled.connect(self._follow)
        for part in self._parts:
            part.valueChanged.connect(self.changed)

    def _set_ranges(self) -> None:
        self.factor.setRange(1.0, _LARGEST_FACTOR)
        self.factor.setDecimals(1)
        self.factor.setSingleStep(0.5)
        self.factor.setPrefix("× ")
        self.attempts.setRange(0, _MOST_ATTEMPTS)
        self.attempts.setSpecialValueText(self.tr("No limit"))
        for spin in (self.factor, self.attempts):
            spin.setAlignment(self.initial_delay.alignment())
            spin.setMaximumWidth(characters_wide(self, 16))

    def _lay_out(self) -> None:
        tr = self.tr
        self.add_heading(tr("Way to the server"))
        note = tr("HTTP CONNECT or SOCKS; user:password@ before the host. Empty connects directly.")
        self.add_field("proxy", tr("Proxy:"), self.proxy, note)
        note = tr("A 3xx answer is followed instead of shown as a failure.")
        self.add_wide("follow_redirects", tr("Follow redirects"), self.redirects, note)
        self.add_heading(tr("Reconnect"))
        self.add_wide("reconnect", tr("Reconnect when the connection is lost"), self.reconnect)
        self.add_field("initial_delay", tr("First delay:"), self.initial_delay)
        self.add_field("factor", tr("Each next delay:"), self.factor)
        self.add_field("max_delay", tr("Longest delay:"), self.max_delay)
        self.add_field("max_attempts", tr("Attempts:"), self.attempts)
        self.end()

    def _follow(self, enabled: bool) -> None:
        for part in self._parts:
            part.setEnabled(enabled)
        self.changed.emit()

    def load(self, options: ConnectOptions) -> None:
        """Show options."""
        self.proxy.setText(options.proxy or "")
        self.redirects.setChecked(options.follow_redirects)
        self.reconnect.setChecked(options.reconnect.enabled)
        self.initial_delay.set_seconds(options.reconnect.initial_delay)
        self.factor.setValue(options.reconnect.factor)
        self.max_delay.set_seconds(options.reconnect.max_delay)
        self.attempts.setValue(options.reconnect.max_attempts or 0)
        self._follow(options.reconnect.enabled)

    def apply(self, options: ConnectOptions) -> ConnectOptions:
        """Give options with this page's fields as they stand."""
        reconnect = Reconnect(
            enabled=self.reconnect.isChecked(),
            initial_delay=self.initial_delay.value(),
            factor=self.factor.value(),
            max_delay=self.max_delay.value(),
            max_attempts=self.attempts.value() or None,
        )
        proxy = self.proxy.text().strip() or None
        return replace(options, proxy=proxy, follow_redirects=self.redirects.isChecked(), reconnect=reconnect)
