"""What the connection list is handed: connections, the local server and capture files, as values."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from inspector.capture.records import ConnectionRecord
from inspector.session.events import State


class Section(enum.Enum):
    """The parts of the list; each can be folded."""

    CONNECTIONS = "connections"
    SERVER = "server"
    CAPTURES = "captures"


class Kind(enum.Enum):
    """What a row is."""

    SECTION = "section"
    ALL = "all"
    CONNECTION = "connection"
    HINT = "hint"
    SERVER = "server"
    CAPTURE = "capture"
    OPEN_CAPTURE = "open capture"


@dataclass(frozen=True, slots=True)
class ConnectionItem:
    """One connection of the capture."""

    id: int
    name: str
    url: str
    state: State
    role: str
    """``client`` or ``server``: which endpoint this program is."""
    sent: int
    received: int
    problem: str = ""
    """Why it failed, in one sentence."""


@dataclass(frozen=True, slots=True)
class ServerItem:
    """The local server."""

    running: bool
    url: str
    connections: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CaptureItem:
    """A capture file; `detail` says its size or age."""

    path: str
    name: str
    detail: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of the list: `key` stays the same while its `item` changes."""

    kind: Kind
    section: Section
    key: object = None
    item: ConnectionItem | ServerItem | CaptureItem | int | None = None


def connection_item(record: ConnectionRecord, state: State, counts: tuple[int, int]) -> ConnectionItem:
    """Make the list's item of a connection; `counts` are its frames sent and received."""
    sent, received = counts
    name = connection_name(record.url)
    return ConnectionItem(
        record.id, name, record.url, state, record.role, sent, received, problem=record.error or ""
    )


@lru_cache(maxsize=4096)
def connection_name(url: str) -> str:
    """Name a connection by its path, and by its host where there is none; long-polling says so."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return url
    if parts.scheme in ("http", "https"):
        return "polling" if parts.path == "/socket.io/" else f"polling {parts.path}"
    return parts.path if parts.path.strip("/") else host or url
