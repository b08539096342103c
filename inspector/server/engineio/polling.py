"""HTTP long-polling: packets come in the bodies of POST requests and go out in the responses to GET."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

from inspector.payloads.engineio import EngineIoType
from inspector.server.engineio.errors import Refusal
from inspector.server.engineio.exchange import Exchange
from inspector.server.engineio.packet import Packet, PacketError
from inspector.server.engineio.payload import BINARY, TEXT, decode_payload, encode_payload
from inspector.server.engineio.recording import PollingRecord
from inspector.server.engineio.session import Session

SLICE_S = 0.004
"""How long the packets of one POST may keep everybody else waiting: a body can hold half a million."""


class Polling:
    """The transport of a session that is polled: one GET and one POST at a time."""

    name = "polling"
    waiting = 0

    def __init__(self, record: PollingRecord, *, takes_binary: bool) -> None:
        self.session: Session | None = None
        self._record = record
        self._takes_binary = takes_binary
        self.owes_noop = False
        """The client closed the session, and its poll was not there yet to be let go."""
        self._poll: Exchange | None = None
        self._post: Exchange | None = None

    @property
    def ready(self) -> bool:
        """A poll waits for its response."""
        return self._poll is not None

    def handle(self, session: Session, exchange: Exchange) -> None:
        """Take a request of this session; its body may still be on the way."""
        self.session = session
        if exchange.method == "GET":
            self._whole(exchange, lambda: self._poll_came(session, exchange))
        elif exchange.method == "POST":
            self._post_came(session, exchange)
        else:
            self.refuse(exchange, Refusal.BAD_REQUEST, "A session takes GET and POST requests only.")

    def send(self, packets: list[Packet]) -> None:
        """Answer the poll."""
        poll, self._poll = self._poll, None
        assert poll is not None
        assert self.session is not None
        payload = encode_payload(packets, self.session.protocol, takes_binary=self._takes_binary)
        poll.respond(200, payload.body, payload.content_type)

    def release(self) -> None:
        """Let a waiting poll go, so that the client can upgrade ("to cleanly close HTTP long-polling")."""
        if self._poll is not None:
            self.send([Packet(EngineIoType.NOOP)])

    def retire(self) -> None:
        """Make way for another transport."""
        self.release()
        self._record.note("upgrade", "The session went on over WebSocket.", "")
        self._record.close("remote")

    def end(self, reason: str, *, orderly: bool) -> None:
        """Let a waiting poll go: with a noop when the client knows, else with the packet `close`."""
        by_client = reason.startswith("the client")
        if self._poll is not None:
            self.send([Packet(EngineIoType.NOOP if orderly else EngineIoType.CLOSE)])
        else:
            self.owes_noop = orderly and by_client
        self._record.close("remote" if by_client else "local", "" if orderly else reason)

    def let_go(self, exchange: Exchange) -> None:
        """Answer the poll that was overtaken by the packet `close`, which came over another connection."""

        def answer() -> None:
            self._record.request(exchange)
            self._poll = exchange
            self.release()

        self._whole(exchange, answer)

    def note(self, kind: str, sentence: str, section: str) -> None:
        """Note something about the session."""
        self._record.note(kind, sentence, section)

    def refuse(self, exchange: Exchange, refusal: Refusal, message: str = "") -> None:
        """Answer a request with an error, once it has come whole."""

        def answer() -> None:
            self._record.request(exchange)
            exchange.refuse(refusal, message)

        self._whole(exchange, answer)

    def _whole(self, exchange: Exchange, then: Callable[[], None]) -> None:
        exchange.when_whole(then, lambda: self._too_large(exchange))

    def _too_large(self, exchange: Exchange) -> None:
        if self._post is exchange:
            self._post = None
        self._record.request(exchange)
        assert self.session is not None
        sentence = (
            f"The body of a POST is larger than maxPayload, {self.session.options.max_payload:,} bytes."
        )
        self._record.note("violation", sentence, self.session.section)
        exchange.respond(413, sentence.encode(), TEXT)

    def _poll_came(self, session: Session, exchange: Exchange) -> None:
        self._record.request(exchange)
        if self._poll is not None:
            # "a client MUST NOT have more than one active GET request. Should it happen, the server MUST
            # return an HTTP 400 error status and close the session."
            session.fail("A second poll came while the first was still waiting.", session.section)
            exchange.refuse(Refusal.BAD_REQUEST)
            return
        self._poll = exchange
        exchange.on_lost = lambda: self._poll_lost(session, exchange)
        session.flush()
        if session.attempt is not None and session.attempt.probed:
            self.release()

    def _poll_lost(self, session: Session, exchange: Exchange) -> None:
        if self._poll is exchange:
            self._poll = None
            session.end("the client closed the connection of its poll", orderly=False)

    def _post_came(self, session: Session, exchange: Exchange) -> None:
        if self._post is not None:
            # The same holds for POST.
            session.fail("A second POST came while the first was still on its way.", session.section)
            self.refuse(exchange, Refusal.BAD_REQUEST)
            return
        self._post = exchange
        exchange.on_lost = lambda: self._post_lost(session, exchange)
        self._whole(exchange, lambda: self._take(session, exchange))

    def _post_lost(self, session: Session, exchange: Exchange) -> None:
        if self._post is exchange:
            self._post = None
            session.end("the client closed the connection of its POST", orderly=False)

    def _take(self, session: Session, exchange: Exchange) -> None:
        self._record.request(exchange)
        if not session.check():
            self._post = None
            exchange.refuse(Refusal.UNKNOWN_SID)
            return
        binary = (exchange.get("content-type") or "").partition(";")[0].strip().lower() == BINARY
        try:
            packets = decode_payload(bytes(exchange.body), session.protocol, binary=binary)
        except PacketError as error:
            self._broken(session, exchange, error)
        else:
            self._take_some(session, exchange, packets)

    def _take_some(self, session: Session, exchange: Exchange, packets: Iterator[Packet]) -> None:
        """Take packets for a while, and go on when all others have had their turn."""
        until = time.perf_counter() + SLICE_S
        try:
            while not session.is_closed and (packet := next(packets, None)) is not None:
                session.received(packet)
                if time.perf_counter() >= until:
                    asyncio.get_running_loop().call_soon(self._take_some, session, exchange, packets)
                    return
        except PacketError as error:
            self._broken(session, exchange, error)
        else:
            self._post = None
            exchange.respond(200, b"ok", TEXT)

    def _broken(self, session: Session, exchange: Exchange, error: PacketError) -> None:
        self._post = None
        session.fail(str(error), session.section)
        exchange.refuse(Refusal.BAD_REQUEST, str(error))
