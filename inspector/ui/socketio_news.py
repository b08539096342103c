"""Shows what a Socket.IO connection says of itself: namespaces, acks, heartbeats, events seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, QTimer

from inspector.session.events import (
    AckLost,
    AckReceived,
    AckTimedOut,
    EngineOpened,
    HeartbeatMissed,
    NamespaceAsked,
    NamespaceConnected,
    NamespaceLeft,
    NamespaceRefused,
    NamespaceUnanswered,
    SocketIoEvent,
    State,
    Upgraded,
    UpgradeFailed,
)
from inspector.session.options import SocketIoOptions
from inspector.ui.carrying_out import speaks_socketio
from inspector.ui.notices import Severity
from inspector.ui.visible_text import visible
from inspector.ui.window_memory import SOCKETIO, WEBSOCKET
from inspector.ui.workbench import Workbench
from inspector.wire.records import Direction

if TYPE_CHECKING:
    from inspector.session.socketio.session import SocketIoSession
    from inspector.ui.main_window import MainWindow

_LOOK_MS = 400
_LONGEST_DATA = 200


class SocketIoNews(QObject):
    """Hears the workbench, and tells the composer, the banner and the list of events."""

    def __init__(self, window: MainWindow, workbench: Workbench) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._seen = -1
        self._shown: SocketIoSession | None = None
        self._engine: EngineOpened | None = None
        workbench.told.connect(self._told)
        workbench.currentChanged.connect(self._current_changed)
        workbench.stateChanged.connect(self._state_changed)
        window.details.unheardChanged.connect(self._hear)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._show_events)
        self._timer.start()
        self._current_changed()

    @property
    def _session(self) -> SocketIoSession | None:
        session = self._workbench.current
        return session if session is not None and speaks_socketio(session) else None

    def _current_changed(self) -> None:
        session = self._session
        self._window.composer.set_socketio(session is not None)
        if session is not None:
            options = session.options.socketio or SocketIoOptions()
            self._window.composer.emit_pane.begin(has_auth=options.eio != 3, timeout=options.ack_timeout)
        if self._workbench.current is not None:
            self._window.memory.show_kind(WEBSOCKET if session is None else SOCKETIO)
        self._show_namespaces()
        if session is not None:
            self._window.details.show_events_tab(True)
            self._shown, self._seen = session, -1
            self._show_events()

    def _state_changed(self, state: State) -> None:
        if state is State.CLOSED:
            self._show_namespaces()

    def _show_namespaces(self) -> None:
        session = self._session
        states = session.namespaces if session is not None and session.state is State.OPEN else {}
        self._window.composer.emit_pane.set_namespaces(
            [name for name, state in states.items() if state == "JOINED"],
            [name for name, state in states.items() if state == "JOINING"],
        )

    def _show_events(self) -> None:
        session = self._shown
        if session is not None and session is self._session:
            self._window.composer.emit_pane.asked.set_asked(session.asked)
        if session is None or session.catalogue.change_count == self._seen:
            return
        self._seen = session.catalogue.change_count
        counts: dict[tuple[str, str], list[int]] = {}
        for entry in session.catalogue.entries():
            pair = counts.setdefault((entry.namespace, entry.event), [0, 0])
            pair[entry.direction == Direction.RECEIVED] += entry.count
        from inspector.ui.events_view import SeenEvent  # with the first connection that has events

        view = self._window.details.events
        view.show_events(SeenEvent(*key, pair[1], pair[0]) for key, pair in counts.items())
        self._window.composer.emit_pane.set_events(view.names)

    def _hear(self) -> None:
        view = self._window.details.events
        session = self._shown
        if session is not None:
            unheard = {event for _namespace, event in view.unheard}
            heard = frozenset(name for name in view.names if name not in unheard)
            session.listen_to = heard if unheard else None
        self._window.log.set_more_filters("events", view.filters())

    def _told(self, event: SocketIoEvent) -> None:
        window, number = self._window, QLocale().toString
        match event:
            case EngineOpened():
                self._engine = event
                self._show_engine(event.transport)
            case Upgraded():
                self._show_engine("websocket")
                window.shown.show_connection()
            case UpgradeFailed(what):
                window.say_problem(what, self.tr("It goes on with long-polling."), Severity.WARNING)
            case HeartbeatMissed(seconds):
                told = self.tr("No heartbeat came for {0} s: the connection is given up.")
                window.say_problem(told.format(number(seconds, "g", 4)), "")
            case AckReceived():
                window.composer.say(self._ack_text(event))
            case AckTimedOut(_namespace, ack_id, name, seconds):
                told = self.tr("No ack {0} for {1} within {2} s.")
                window.say_problem(
                    told.format(ack_id, visible(name), number(seconds, "g", 4)), "", Severity.WARNING
                )
            case AckLost(_namespace, ack_id, name):
                told = self.tr("Ack {0} of {1} cannot come any more: the connection or its namespace ended.")
                window.say_problem(told.format(ack_id, visible(name)), "", Severity.WARNING)
            case _:
                self._told_of_namespace(event)

    def _told_of_namespace(self, event: SocketIoEvent) -> None:
        match event:
            case NamespaceRefused(namespace, message, data):
                told = self.tr("The server refuses the namespace {0}: {1}")
                if not message:
                    told = self.tr("The server refuses the namespace {0} and does not say why.")
                self._window.say_problem(
                    told.format(visible(namespace), visible(message)), _beside_message(data)
                )
            case NamespaceUnanswered(namespace, seconds):
                told = self.tr("The server has not answered CONNECT to {0} within {1} s.")
                told = told.format(visible(namespace), QLocale().toString(seconds, "g", 4))
                hint = self.tr("Join it again, or see in the server's log whether it knows this namespace.")
                self._window.say_problem(told, hint)
            case NamespaceAsked() | NamespaceConnected() | NamespaceLeft():
                pass
            case _:
                return
        self._show_namespaces()

    def _show_engine(self, transport: str) -> None:
        engine, number = self._engine, QLocale().toString
        if engine is None:
            return
        words = self.tr("Socket.IO over {0} · sid {1} · ping every {2} s, timeout {3} s")
        seconds = (number(engine.ping_interval, "g", 4), number(engine.ping_timeout, "g", 4))
        self._window.status.set_negotiated(words.format(transport, engine.sid, *seconds), None)

    def _ack_text(self, event: AckReceived) -> str:
        latency = QLocale().toString(event.latency * 1000, "f", 1)
        late = self.tr(", after its timeout") if event.late else ""
        arguments = ", ".join(_short(_shown(one)) for one in event.arguments)
        words = self.tr("Ack {0} of {1} after {2} ms{3}: {4}")
        if not arguments:
            words = self.tr("Ack {0} of {1} after {2} ms{3}, without arguments")
        return words.format(event.ack_id, visible(event.event), latency, late, visible(arguments))


def _shown(argument: Any) -> str:
    from inspector.session.socketio.values import as_json  # with the first ack

    return f"<{len(argument)} bytes>" if isinstance(argument, bytes) else as_json(argument)


def _beside_message(data: str) -> str:
    """Give what CONNECT_ERROR says besides its message."""
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return _short(data)
    if not isinstance(said, dict):
        return "" if isinstance(said, str) else _short(data)
    more = {name: value for name, value in said.items() if name != "message"}
    return _short(json.dumps(more, ensure_ascii=False)) if more else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_DATA else f"{text[:_LONGEST_DATA]}…"
