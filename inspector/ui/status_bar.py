"""The status bar: what the connection is doing, in words and numbers with units."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QStatusBar, QWidget

from inspector.session.events import Closed, State
from inspector.ui import icons
from inspector.ui.counts import exact_count, frames_text
from inspector.ui.labels import ElidedLabel, PlainLabel, set_role
from inspector.ui.layouts import measure_always, row
from inspector.ui.sizes import exact_bytes, short_bytes
from inspector.ui.state_dot import StateDot
from inspector.ui.theme import current_theme, tabular
from inspector.ui.visible_text import visible
from inspector.wire.closecodes import close_code_name, describe_close


class Figure(PlainLabel):
    """A number with its unit; it keeps the widest place it has had, so that its neighbours stand still."""

    def __init__(self, name: str, role: str = "") -> None:
        super().__init__(role=role)
        self._name = name
        self._widest = 0
        self.setFont(tabular(self.font()))

    def show_value(self, text: str, tip: str) -> None:
        """Show a text; `tip` says in a sentence what it is."""
        if text != self.text():
            self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(f"{self._name}: {text}")

    def sizeHint(self) -> QSize:
        """Never ask for less than before."""
        size = super().sizeHint()
        self._widest = max(self._widest, size.width()) if self.text() else 0
        return QSize(self._widest, size.height())

    def minimumSizeHint(self) -> QSize:
        """Never be cut."""
        return self.sizeHint()


class StatusBar(QStatusBar):
    """Shows what its slots are told; it measures nothing itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAccessibleName(self.tr("Status"))
        self.setSizeGripEnabled(False)
        self.dot = StateDot()
        self.state = PlainLabel(role="title")
        self.detail = ElidedLabel(role="hint")
        self.buffered = Figure(self.tr("Buffered"), "warning")
        self.received = Figure(self.tr("Received"), "received")
        self.sent = Figure(self.tr("Sent"), "sent")
        self.round_trip = Figure(self.tr("Round trip"))
        self.capture_mark = PlainLabel()
        self.capture = Figure(self.tr("Capture"))
        self._lay_out()
        self.set_state(State.CLOSED)
        self.set_buffered(0)
        self.set_received_rate(0, 0)
        self.set_sent_rate(0, 0)
        self.set_round_trip(None)
        self.set_capture(0, in_memory=True)
        current_theme().changed.connect(self._draw_mark)

    def _lay_out(self) -> None:
        measure_always(self.state, self._fit_state)
        left = row(self.dot, self.state, self.detail, gap=2, margins=(2, 0, 2, 0))
        left.setStretch(2, 1)
        self.addWidget(_holder(left), 1)
        figures = (self.buffered, self.received, self.sent, self.round_trip)
        capture = row(self.capture_mark, self.capture, gap=1)
        right = row(*figures, capture, gap=3, margins=(2, 0, 2, 0))
        self.addPermanentWidget(_holder(right))

    def _fit_state(self) -> None:
        states = QFontMetrics(self.state.font())
        self.state.setMinimumWidth(max(states.horizontalAdvance(f"{state} ") for state in State))

    def set_state(self, state: State, failed: bool = False) -> None:
        """Show the connection's state; `failed` tells a failure from a clean close."""
        self.dot.set_state(state, failed)
        self.state.setText(state.value)
        self.state.setAccessibleName(self.tr("State: {0}").format(state.value))
        self.state.setToolTip(
            {
                State.CONNECTING: self.tr("The opening handshake is under way (RFC 6455 §4)."),
                State.OPEN: self.tr("Messages can be sent and received."),
                State.CLOSING: self.tr("The closing handshake is under way (RFC 6455 §7)."),
                State.CLOSED: self.tr("There is no connection."),
            }[state]
        )
        if state is State.CONNECTING:
            self.set_negotiated(None, None)
            self.set_round_trip(None)

    def set_negotiated(self, subprotocol: str | None, extensions: str | None) -> None:
        """Show what the opening handshake agreed on; None for both before there is one."""
        parts = [visible(part) for part in (subprotocol, extensions) if part]
        self.detail.setText(" · ".join(parts))
        self.detail.setAccessibleName(self.tr("Subprotocol and extensions: {0}").format(self.detail.text()))

    def set_closed(self, closed: Closed) -> None:
        """Show how the connection ended: code, name, reason, and who closed first."""
        self.set_state(State.CLOSED, failed=not closed.clean)
        named = f"{closed.code} {close_code_name(closed.code)}"
        reason = f" — {visible(closed.reason)}" if closed.reason else ""
        who = self.tr("closed by this side") if closed.by == "local" else self.tr("closed by the peer")
        self.detail.setText(f"{named}{reason} · {who}")
        self.detail.setAccessibleName(self.detail.text())
        self.state.setToolTip(describe_close(closed.code))
        self.set_buffered(0)

    def set_not_opened(self, step: str = "") -> None:
        """Show that no connection came to be; `step` names what failed, empty when the person gave up."""
        self.set_state(State.CLOSED, failed=bool(step))
        why = self.tr("failed at: {0}").format(step) if step else self.tr("given up")
        self.detail.setText(self.tr("not opened · {0}").format(why))
        self.detail.setAccessibleName(self.detail.text())
        self.set_buffered(0)

    def set_received_rate(self, frames: float, size: float) -> None:
        """Show frames and bytes received per second."""
        tip = self.tr("{0} with {1} of payload received per second")
        self._show_rate(self.received, "↓", frames, size, tip)

    def set_sent_rate(self, frames: float, size: float) -> None:
        """Show frames and bytes sent per second."""
        tip = self.tr("{0} with {1} of payload sent per second")
        self._show_rate(self.sent, "↑", frames, size, tip)

    @staticmethod
    def _show_rate(figure: Figure, arrow: str, frames: float, size: float, tip: str) -> None:
        count = exact_count(round(frames))
        text = f"{arrow} {count}/s  {short_bytes(round(size))}/s" if frames else f"{arrow} 0/s"
        figure.show_value(text, tip.format(frames_text(round(frames)), short_bytes(round(size))))

    def set_round_trip(self, seconds: float | None) -> None:
        """Show how long the last ping took to be answered; None while none was."""
        if seconds is None:
            self.round_trip.show_value(self.tr("RTT –"), self.tr("No ping has been answered yet."))
            return
        text = f"{QLocale().toString(seconds * 1000, 'f', 1)} ms"
        tip = self.tr("The last ping was answered by its pong after {0}.").format(text)
        self.round_trip.show_value(self.tr("RTT {0}").format(text), tip)

    def set_buffered(self, size: int) -> None:
        """Show bytes that were sent but have not left this program, as `bufferedAmount` in browsers."""
        tip = self.tr("bufferedAmount: {0} wait to be taken by the network.").format(exact_bytes(size))
        text = self.tr("{0} buffered").format(short_bytes(size)) if size else ""
        self.buffered.show_value(text, tip)
        self.buffered.setVisible(bool(size))

    def set_capture(
        self, size: int, *, in_memory: bool = False, live: bool = True, problem: str = ""
    ) -> None:
        """Show the capture's size in bytes; `problem` is a sentence why it is not written any more."""
        if problem:
            text = self.tr("capture: not written")
        elif in_memory:
            text = self.tr("capture: in memory")
        else:
            state = self.tr("live") if live else self.tr("read only")
            text = self.tr("capture: {0}, {1}").format(state, short_bytes(size))
        tip = self.tr("This run is in memory only.") if in_memory else exact_bytes(size)
        self.capture.show_value(text, problem or tip)
        set_role(self.capture, "error" if problem else "hint")
        self.capture_mark.setVisible(bool(problem))
        self._draw_mark()

    def _draw_mark(self) -> None:
        size = current_theme().metric("icon")
        self.capture_mark.setPixmap(icons.pixmap("warning", "error", size, self.devicePixelRatioF()))


def _holder(layout: QHBoxLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    return holder
