"""The endpoints of the local server, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable

from inspector.server.answering import Echo, Fragments, Silent, Slow
from inspector.server.bad import VIOLATIONS, Bad
from inspector.server.behaviour import Route
from inspector.server.chat import Room, chat_of
from inspector.server.engineio.echo import EngineEcho
from inspector.server.engineio.engine import Engine
from inspector.server.engineio.options import EngineOptions
from inspector.server.refusing import Close, Reject
from inspector.server.sending import Flood, Time
from inspector.server.socketio.client import Client
from inspector.server.socketio.hello import namespaces

SOCKETIO = (
    (
        "/socket.io/",
        "Socket.IO",
        "The hello-world of Express and Socket.IO, with echo, acknowledgements, broadcast, rooms, and the "
        "namespaces /custom and /admin (which demands auth.token).",
    ),
    ("/engine.io/", "Engine.IO", "Bare Engine.IO: sends each message back."),
    (
        "/socketio",
        "Socket.IO page",
        "A page whose script connects to /socket.io/ and writes what it receives.",
    ),
)
"""What is there besides the WebSocket endpoints: path, title, description."""


_STATELESS = (
    Route("/echo", "Echo", "Sends each message back, exactly as it came.", "", Echo),
    Route("/time", "Clock", "Sends the time every so many milliseconds.", "every=1000", Time),
    Route(
        "/flood",
        "Flood",
        "Sends count text messages of size bytes as fast as they are read, then closes with 1000.",
        "count=10000&size=64",
        Flood,
    ),
    Route(
        "/close",
        "Close code",
        "Closes at once with the given close code and reason.",
        "code=4000&reason=Goodbye",
        Close,
    ),
    Route(
        "/slow",
        "Slow",
        "Delays the handshake and each echo by so many milliseconds.",
        "delay=1000",
        Slow,
    ),
    Route("/silent", "Silent", "Takes everything and answers nothing, not even a ping.", "", Silent),
    Route("/reject", "Rejection", "Answers the handshake with another HTTP status.", "status=403", Reject),
    Route(
        "/fragments",
        "Fragments",
        "Greets, and sends each message back, in so many fragments.",
        "parts=3",
        Fragments,
    ),
    Route(
        "/bad",
        "Violations",
        f"Breaks one rule of RFC 6455 on purpose: {', '.join(VIOLATIONS)}.",
        "what=utf8",
        Bad,
    ),
)
"""The endpoints that keep nothing from one connection to the next."""


def engines(options: EngineOptions, log: Callable[[str], None]) -> dict[str, Engine]:
    """Give the Engine.IO servers by path; `log` takes what the one with Socket.IO on it says."""
    rooms = namespaces(log)
    found = (
        Engine("/socket.io/", options, lambda session: Client(session, rooms)),
        Engine("/engine.io/", options, EngineEcho),
    )
    return {engine.path: engine for engine in found}


def routes() -> dict[str, Route]:
    """Give the endpoints by path, with a chat room of their own."""
    echo, *others = _STATELESS
    chat = Route(
        "/chat",
        "Chat room",
        "Passes each message on to everybody in the room. Speaks the subprotocols chat and superchat.",
        "",
        chat_of(Room()),
    )
    return {route.path: route for route in (echo, chat, *others)}
