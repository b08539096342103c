"""Which server, path and namespaces a URL and its options name, as socket.io-client reads them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from inspector.session.errors import SessionError
from inspector.session.options import ConnectOptions, SocketIoOptions
from inspector.session.socketio.values import parse_json
from inspector.session.urls import parse_url

_OF_ENGINE = frozenset({"EIO", "transport", "sid", "t", "b64", "j"})
"""Parameters that belong to Engine.IO itself."""
_PATH_ENDING = "/socket.io/"
_TRANSPORTS = ("websocket", "polling-then-upgrade", "polling")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the Engine.IO server is, and what is asked of it."""

    base: str
    """``ws://host:port/socket.io/``, or ``wss``."""
    eio: Literal[4, 3]
    query: tuple[tuple[str, str], ...]
    namespaces: tuple[str, ...]
    auths: dict[str, Any] = field(default_factory=dict)
    """What each CONNECT carries; no entry, no data."""

    def url(self, transport: str, **more: str) -> str:
        """Give the URL of a request: ``ws`` for both transports."""
        pairs = [*self.query, ("EIO", str(self.eio)), ("transport", transport), *more.items()]
        # As encodeURIComponent does, with which the client builds its query.
        encoded = "&".join(f"{quote(name, safe=_KEPT)}={quote(value, safe=_KEPT)}" for name, value in pairs)
        return f"{self.base}?{encoded}"

    def moved(self, target: str) -> Address:
        """Give the address to which a redirect leads; a query in its target takes the place of ours."""
        parts = urlsplit(target)
        typed = parse_qsl(parts.query, keep_blank_values=True)
        query = tuple(pair for pair in typed if pair[0] not in _OF_ENGINE) if typed else self.query
        return replace(self, base=f"{parts.scheme}://{parts.netloc}{parts.path}", query=query)

    @property
    def path(self) -> str:
        """The path at which the server is asked."""
        return urlsplit(self.base).path

    @property
    def secure(self) -> bool:
        """TLS is used."""
        return self.base.startswith("wss:")


_KEPT = "!'()*~-._"


def address_of(options: ConnectOptions) -> Address:
    """Read URL and options together; raises `SessionError` with what is wrong and what to do."""
    socketio = options.socketio or SocketIoOptions()
    _check(socketio)
    parts = urlsplit(parse_url(options.url))
    path = socketio.path if socketio.path.endswith("/") else socketio.path + "/"
    in_url = parts.path if parts.path.endswith("/") else parts.path + "/"
    typed = parse_qsl(parts.query, keep_blank_values=True)
    namespaces = list(socketio.namespaces)
    if in_url == path or in_url.endswith(_PATH_ENDING):
        path = in_url
        typed = [pair for pair in typed if pair[0] not in _OF_ENGINE]
    elif parts.path != "/":
        namespaces.insert(0, unquote(parts.path))
    base = f"{parts.scheme}://{parts.netloc}{quote(path, safe='/%:@!$&()*+,;=~-._')}"
    names = tuple(dict.fromkeys(check_namespace(name, socketio.eio) for name in namespaces)) or ("/",)
    query = (*typed, *socketio.query)
    return Address(base, socketio.eio, query, names, _auths(socketio, names))


def check_namespace(name: str, eio: int) -> str:
    """Give a namespace with the slash it begins with; raises `SessionError` for what is none."""
    name = name.strip()
    if not name.startswith("/"):
        name = f"/{name}"
    if "," in name:
        raise SessionError(f"A namespace cannot hold a comma, as {name} does: name each by itself.")
    if "?" in name and eio == 4:
        raise SessionError(
            f"The namespace {name} holds a query, which only Socket.IO 2 has: use auth for what it says."
        )
    if any(ord(char) < 0x20 or 0xD800 <= ord(char) <= 0xDFFF for char in name):
        raise SessionError("A namespace holds a control character or half of a character: remove it.")
    return name


def read_auth(text: str, eio: int) -> Any:
    """Read what a CONNECT packet is to carry; None for nothing. Raises `SessionError`."""
    if not text.strip():
        return None
    if eio == 3:
        raise SessionError(
            "Socket.IO 2 has no auth: put it in the query, or in the namespace's own, as in /admin?token=x."
        )
    auth = parse_json(text, "The auth")
    if not isinstance(auth, dict):
        raise SessionError('The auth is no JSON object: write it as in {"token": "x"}.')
    return auth


def _auths(socketio: SocketIoOptions, names: tuple[str, ...]) -> dict[str, Any]:
    for_all = read_auth(socketio.auth, socketio.eio)
    auths = dict.fromkeys(names, for_all) if for_all is not None else {}
    for name, text in socketio.auth_of:
        auths[check_namespace(name, socketio.eio)] = read_auth(text, socketio.eio)
    return {name: auth for name, auth in auths.items() if auth is not None}


def _check(socketio: SocketIoOptions) -> None:
    if socketio.eio not in (3, 4):
        raise SessionError(f"There is no Engine.IO {socketio.eio} here: choose 4, or 3 for Socket.IO 2.")
    if socketio.transports not in _TRANSPORTS:
        raise SessionError(
            f"{socketio.transports} is not a transport: choose one of {', '.join(_TRANSPORTS)}."
        )
    if not socketio.path.startswith("/") or any(char in "?# \r\n\t" for char in socketio.path):
        raise SessionError(f"The path {socketio.path!r} is malformed: write it as in /socket.io/.")
    for name, _ in socketio.query:
        if not name or name in _OF_ENGINE - {"t"}:
            raise SessionError(f"The query cannot set {name or 'a parameter without a name'}: remove it.")
    if socketio.ack_timeout is not None and socketio.ack_timeout <= 0:
        raise SessionError("The time to wait for acks is not above 0: give seconds, or none at all.")
