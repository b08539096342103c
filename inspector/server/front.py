"""The front of the local server: who is let in, by which path, and what everybody else is told."""

from __future__ import annotations

import socket
from typing import Any

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from inspector.server.address import Address
from inspector.server.behaviour import Endpoint, Route
from inspector.server.connection import ServedConnection, wants_websocket
from inspector.server.engineio.engine import Engine
from inspector.server.guard import refuse_host, refuse_origin
from inspector.server.page import PAGE_PATHS, page_response
from inspector.server.query import Query, QueryError
from inspector.server.responses import text_response
from inspector.server.routes import SOCKETIO
from inspector.wire.http_head import Head


class Front:
    """Answers the request of each connection, before the library opens a WebSocket."""

    def __init__(
        self, address: Address, routes: dict[str, Route], engines: dict[str, Engine], *, tls: bool
    ) -> None:
        self._address = address
        self._engines = engines
        self._routes = routes
        self._scheme = "wss" if tls else "ws"
        self._names = own_names(address)

    @property
    def address(self) -> Address:
        """Where the server listens."""
        return self._address

    @property
    def url(self) -> str:
        """The server's base URL, without a slash at its end."""
        return f"{self._scheme}://{self._address.authority}"

    def endpoints(self, base_url: str | None = None) -> list[Endpoint]:
        """Give the endpoints with their URLs, in the order in which they are shown."""
        return [route.endpoint(base_url or self.url) for route in self._routes.values()]

    def socketio_endpoints(self) -> list[Endpoint]:
        """Give what speaks Socket.IO or Engine.IO, and the page that does."""
        base = f"http{self.url.removeprefix('ws')}"
        return [Endpoint(path, title, says, f"{base}{path}") for path, title, says in SOCKETIO]

    def is_recorded(self, request: Head) -> bool:
        """Tell whether a request is an opening handshake, or meant to be; a look at the page is not."""
        words = request.start_line.split(" ")
        path = words[1].partition("?")[0] if len(words) > 1 else ""
        return wants_websocket(request) or path in self._routes or path in self._engines

    def url_of(self, request: Head) -> str:
        """Give the URL that a client opened."""
        words = request.start_line.split(" ")
        target = words[1] if len(words) > 1 and words[1].startswith("/") else "/"
        return f"{self._scheme}://{request.get('Host') or self._address.authority}{target}"

    def http_url_of(self, host: str | None, path: str, query: str) -> str:
        """Give the URL that a client polls."""
        scheme = "https" if self._scheme == "wss" else "http"
        return f"{scheme}://{host or self._address.authority}{path}{'?' if query else ''}{query}"

    def engine_at(self, target: str) -> Engine | None:
        """Give the Engine.IO server that a request is for, by its path."""
        return self._engines.get(target.partition("?")[0])

    async def answer(self, connection: ServedConnection, request: Request) -> Response | None:
        """Choose the endpoint and let it prepare; a response tells why no WebSocket is opened."""
        path, _, query = request.path.partition("?")
        refused = self.refuse_stranger(request.headers, connection.local_address)
        if refused is not None:
            return text_response(*refused)
        engine = self.engine_at(path)
        if engine is not None:
            return engine.websocket_request(connection, request)
        asks = _asks(request.headers)
        if path in PAGE_PATHS and not asks:
            return self._page(path, request)
        if path not in self._routes:
            return text_response(404, self._not_found(path))
        if request.method != "GET":
            return _method_not_allowed(path, "GET")
        return await self._enter(connection, path, query, asks)

    async def _enter(
        self, connection: ServedConnection, path: str, query: str, asks: bool
    ) -> Response | None:
        try:
            parameters = Query(path, query)
            behaviour = self._routes[path].behaviour(connection, parameters)
            parameters.refuse_unknown()
        except QueryError as error:
            return text_response(400, str(error))
        if not asks and not behaviour.answers_plain_http:
            return text_response(
                426,
                f"{path} speaks WebSocket: open {self.url}{path} with a WebSocket client; "
                "one for the browser is on the page at /.",
                [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")],
            )
        connection.behaviour = behaviour
        connection.on_message = behaviour.message
        return await behaviour.before_handshake()

    def refuse_stranger(self, headers: Headers, local_address: Any) -> tuple[int, str] | None:
        """Say with which status and why a request is refused by its `Host` and `Origin`; None lets it in."""
        names = set(self._names)
        if self._address.every_interface:
            names.add(str(local_address[0]).partition("%")[0].lower())
        hosts = headers.get_all("Host")
        sentence = refuse_host(hosts, names, self._address.port)
        if sentence is not None:
            return (400 if len(hosts) != 1 else 403), sentence
        sentence = refuse_origin(headers.get_all("Origin"), names, self._address.port)
        return None if sentence is None else (403, sentence)

    def _page(self, path: str, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return _method_not_allowed(path, "GET, HEAD")
        authority = request.headers["Host"]
        endpoints = self.endpoints(f"{self._scheme}://{authority}")
        return page_response(path, endpoints, authority, with_body=request.method == "GET")

    def _not_found(self, path: str) -> str:
        shown = ascii(path[:200])[1:-1]
        begins = (
            f"{shown} is a page; open it with http. No WebSocket is there."
            if path in PAGE_PATHS
            else f"Nothing is at {shown}. The page is at /."
        )
        lines = [f"{begins} The WebSocket endpoints are:", ""]
        lines += [f"{route.path:<11} {route.description}" for route in self._routes.values()]
        lines += ["", "Over HTTP long-polling and WebSocket:", ""]
        lines += [f"{path:<11} {says}" for path, _, says in SOCKETIO]
        return "\n".join(lines)


def own_names(address: Address) -> set[str]:
    """Give the names by which this server may be called, besides those of the loopback."""
    names = {address.host.lower()}
    if address.every_interface:
        names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
    return names


def select_subprotocol(connection: ServedConnection, offered: list[str]) -> str | None:
    """Select the endpoint's preferred one of those offered, or none (RFC 6455 §4.2.2)."""
    spoken = connection.behaviour.subprotocols if connection.behaviour is not None else ()
    return next((name for name in spoken if name in offered), None)


def _asks(headers: Headers) -> bool:
    return "Upgrade" in headers or "Sec-WebSocket-Key" in headers


def _method_not_allowed(path: str, allowed: str) -> Response:
    return text_response(405, f"{path} takes {allowed} requests only.", [("Allow", allowed)])
