"""An Engine.IO server at one path: who gets a session, and which request belongs to which."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator

from websockets.http11 import Request, Response

from inspector.server.connection import ServedConnection
from inspector.server.engineio.errors import Refusal
from inspector.server.engineio.exchange import Exchange
from inspector.server.engineio.options import EngineOptions
from inspector.server.engineio.polling import Polling
from inspector.server.engineio.recording import PollingRecord
from inspector.server.engineio.request import EngineRequest, read_request
from inspector.server.engineio.roles import Application, Transport
from inspector.server.engineio.session import Session
from inspector.server.engineio.upgrade import Upgrade
from inspector.server.engineio.websocket import EngineWebSocket, Unwanted
from inspector.server.responses import response

MOST_SESSIONS = 4096
_TRANSPORTS = ("polling", "websocket")
_SID_BYTES = 15
_LAST_POLL = 0.25
"""Seconds in which a poll may come that the client sent before it closed the session."""


class Engine:
    """The sessions of one path; `make_application` gives what is on top of each."""

    def __init__(
        self, path: str, options: EngineOptions, make_application: Callable[[Session], Application]
    ) -> None:
        self.path, self.options = path, options
        self._make_application = make_application
        self._sessions: dict[str, Session] = {}
        self._leaving: dict[str, Polling] = {}

    @property
    def polling_count(self) -> int:
        """How many sessions are polled."""
        return sum(session.transport.name == "polling" for session in self._sessions.values())

    def end_all(self, reason: str) -> None:
        """End every session at once."""
        for session in self:
            session.end(reason, orderly=False)

    # Long-polling.

    def polling_request(self, exchange: Exchange, make_record: Callable[[], PollingRecord]) -> None:
        """Take an HTTP request that asks for no WebSocket; `make_record` opens a record for a new session."""
        request = read_request(exchange.query)
        leaving = self._leaving.pop(request.sid, None) if request and exchange.method == "GET" else None
        if leaving is not None:
            leaving.let_go(exchange)
            return
        found = self._find(request, exchange.method, upgrade=False)
        if isinstance(found, Session):
            assert isinstance(found.transport, Polling)
            found.transport.handle(found, exchange)
        elif isinstance(found, Refusal):
            refuse(exchange, make_record(), found)
        else:
            exchange.when_whole(
                lambda: self._open_polling(found, exchange, make_record()),
                lambda: refuse(exchange, make_record(), Refusal.BAD_REQUEST),
            )

    def _open_polling(self, request: EngineRequest, exchange: Exchange, record: PollingRecord) -> None:
        transport = Polling(record, takes_binary=not request.base64)
        session = self._new_session(request, transport)
        transport.handle(session, exchange)
        session.open(self._make_application(session))

    # WebSocket.

    def websocket_request(self, connection: ServedConnection, request: Request) -> Response | None:
        """Take a request for a WebSocket; a response says why there is none."""
        asked = read_request(request.path.partition("?")[2])
        found = self._find(asked, request.method, upgrade=True)
        if isinstance(found, Refusal):
            return response(found.status, found.body(), "application/json")
        connection.protocol.max_message_size = self.options.max_payload
        # The reference server compresses nothing unless told to; clients may compress in threads of their
        # own, and a packet then comes later than a request that was sent after it.
        connection.protocol.available_extensions = None
        behaviour: EngineWebSocket | Unwanted
        if isinstance(found, EngineRequest):
            behaviour = EngineWebSocket(connection, lambda transport: self._open_websocket(found, transport))
        elif found.attempt is not None or found.transport.name != "polling":
            # "A client MUST NOT open more than one WebSocket connection per session. Should it happen,
            # the server MUST close the WebSocket connection."
            behaviour = Unwanted(connection)
        else:
            behaviour = EngineWebSocket(connection, lambda transport: _try(found, transport))
        connection.behaviour = behaviour
        connection.on_message = behaviour.message
        return None

    def _open_websocket(self, request: EngineRequest, transport: EngineWebSocket) -> None:
        session = transport.session = self._new_session(request, transport)
        session.open(self._make_application(session))

    # Both.

    def _find(
        self, request: EngineRequest | None, method: str, *, upgrade: bool
    ) -> Session | EngineRequest | Refusal:
        """Give the session that is meant, the request for a new one, or why there is none."""
        if request is None:
            return Refusal.BAD_REQUEST
        if request.transport not in _TRANSPORTS or (upgrade and request.transport != "websocket"):
            return Refusal.UNKNOWN_TRANSPORT
        if request.sid:
            return self._known(request, upgrade=upgrade)
        return _refusal_of_new(request, method, upgrade=upgrade) or (
            Refusal.FORBIDDEN if len(self._sessions) >= MOST_SESSIONS else request
        )

    def _known(self, request: EngineRequest, *, upgrade: bool) -> Session | Refusal:
        session = self._sessions.get(request.sid)
        if session is None or not session.check():
            return Refusal.UNKNOWN_SID
        if not upgrade and session.transport.name != request.transport:
            return Refusal.BAD_REQUEST
        return session

    def _new_session(self, request: EngineRequest, transport: Transport) -> Session:
        assert request.protocol is not None
        sid = secrets.token_urlsafe(_SID_BYTES)
        session = Session(sid, request.protocol, self.options, transport, on_closed=self._forget)
        self._sessions[sid] = session
        return session

    def _forget(self, session: Session) -> None:
        self._sessions.pop(session.sid, None)
        if isinstance(session.transport, Polling) and session.transport.owes_noop:
            self._leaving[session.sid] = session.transport
            asyncio.get_running_loop().call_later(_LAST_POLL, self._leaving.pop, session.sid, None)

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._sessions.values()))


def refuse(exchange: Exchange, record: PollingRecord, refusal: Refusal, message: str = "") -> None:
    """Answer a request that belongs to no session, and record it by itself."""

    def answer() -> None:
        record.request(exchange)
        exchange.refuse(refusal, message)
        record.close("local", f"Answered with HTTP {refusal.status}: {message or refusal.message}.")

    exchange.when_whole(answer, answer)


def _try(session: Session, transport: EngineWebSocket) -> None:
    """Begin an upgrade, unless another WebSocket was faster or the session has ended meanwhile."""
    transport.session = session
    if session.attempt is None and session.transport.name == "polling" and session.check():
        transport.attempt = Upgrade(session, transport)
    else:
        transport.close(1008, "The session has a WebSocket already, or has ended.")


def _refusal_of_new(request: EngineRequest, method: str, *, upgrade: bool) -> Refusal | None:
    """Say why a session cannot begin with this request."""
    if method != "GET":
        return Refusal.BAD_HANDSHAKE_METHOD
    if request.protocol is None:
        return Refusal.UNSUPPORTED_VERSION
    if (request.transport == "websocket") is not upgrade or request.jsonp:
        return Refusal.BAD_REQUEST
    return None
