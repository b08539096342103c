"""The connection of a session: asks as the person wants, and remembers why it was lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.client import ClientProtocol
from websockets.datastructures import Headers
from websockets.http11 import USER_AGENT
from websockets.protocol import CONNECTING

from inspector.session.headers import ask
from inspector.session.recorder import Recorder
from inspector.session.tapped import OnMessage, OnPong, Tapped
from inspector.wire.http_head import Head, check_line_ends, parse_head
from inspector.wire.records import Finding

_BEGAN = 1024


class SessionConnection(Tapped, ClientConnection):
    """A tapped connection that a session dials; `create_connection=` takes it through `functools.partial`."""

    began = b""
    """The first bytes after the opening handshake: a server may go on in HTTP to say what is wrong."""
    lost_because: Exception | None = None
    """What the transport said when it was lost; None when the other endpoint simply ended the stream."""

    def __init__(
        self,
        protocol: ClientProtocol,
        *,
        recorder: Recorder,
        on_message: OnMessage | None = None,
        on_pong: OnPong | None = None,
        on_made: Callable[[Any], None] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(protocol, **kwargs)
        self._on_made = on_made
        self.recorder = recorder
        self.on_message = on_message
        self.on_pong = on_pong

    async def handshake(
        self, additional_headers: Any = None, user_agent_header: str | None = USER_AGENT
    ) -> None:
        """Perform the opening handshake (RFC 6455 §4.1).

        The library's own adds headers beside those of the same name; here they replace them.
        """
        self.request = ask(self.protocol, Headers(additional_headers or ()))
        if user_agent_header is not None:
            self.request.headers.setdefault("User-Agent", user_agent_header)
        async with self.send_context(expected_state=CONNECTING):
            self.protocol.send_request(self.request)
        await asyncio.wait(
            [self.response_rcvd, self.connection_lost_waiter], return_when=asyncio.FIRST_COMPLETED
        )
        if self.protocol.handshake_exc is not None:
            raise self.protocol.handshake_exc

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say that the transport stands, TLS included."""
        super().connection_made(transport)
        if self._on_made is not None:
            self._on_made(self)

    def data_received(self, data: bytes) -> None:
        """Take bytes from the network, and hang up on a response that cannot become a handshake.

        The library would wait until the server ends a response that may never end.
        """
        if self._open and not self.began:
            self.began = data[:_BEGAN]
        super().data_received(data)
        if self.protocol.handshake_exc is not None and not self.response_rcvd.done():
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Keep the reason, which the library leaves out of what a failed handshake raises."""
        self.lost_because = exc
        super().connection_lost(exc)

    def fail(self, code: int, reason: str) -> None:
        """Fail the connection with a close code (RFC 6455 §7.1.7)."""
        self.protocol.fail(code, reason)
        self._sent()

    @property
    def connection_id(self) -> int:
        """The connection's id in the capture."""
        assert self.recorder is not None
        return self.recorder.connection_id

    @property
    def response_head(self) -> Head | None:
        """The response head, once all of it has arrived, whatever it says."""
        return parse_head(bytes(self._head_reader.head)) if self._head_reader.complete else None

    @property
    def bad_line_ends(self) -> list[Finding]:
        """What is wrong with the line ends of the response head, as far as it has arrived."""
        return check_line_ends("response", bytes(self._head_reader.head))

    @property
    def head_size(self) -> int:
        """How many bytes of a response head have arrived, up to `MAX_HEAD`."""
        return len(self._head_reader.head)

    @property
    def failed_here(self) -> bool:
        """The first close frame was sent from here."""
        protocol = self.protocol
        return protocol.close_sent is not None and not protocol.close_rcvd_then_sent
