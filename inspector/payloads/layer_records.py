"""One message taken apart into the layers that carried it."""

from __future__ import annotations

import enum
from typing import NamedTuple


class LayerKind(enum.StrEnum):
    """Who wrote a byte."""

    HTTP = "http"
    WEBSOCKET = "websocket"
    ENGINEIO = "engineio"
    SOCKETIO = "socketio"
    APPLICATION = "application"
    RAW = "raw"
    """Nobody that is known: the bytes could not be decoded."""


class Span(NamedTuple):
    """Bytes that follow one another and belong to one layer."""

    kind: LayerKind
    start: int
    """Counted from the first byte of the header or of the HTTP head."""
    end: int


class LayerField(NamedTuple):
    """One thing that a layer says, in words for a newcomer."""

    name: str
    value: str
    words: str
    span: tuple[int, int] | None = None
    """Where it stands, from and to; None where it takes no bytes."""
    packet: int = 0
    """Which packet of a body it is of, from 0."""


class Layer(NamedTuple):
    """One layer: what it adds, and what it says."""

    kind: LayerKind
    title: str
    words: str
    """What the layer is for, in one sentence."""
    size: int
    """Bytes that it adds; of the application, those that it wanted to send."""
    fields: tuple[LayerField, ...] = ()
    problem: str = ""
    """Why it cannot be read, in one sentence; else empty."""


class Layers(NamedTuple):
    """A message from the wire to the application."""

    layers: tuple[Layer, ...]
    """The outermost first."""
    data: bytes
    """Header and payload, unmasked and inflated; of a large message the beginning."""
    spans: tuple[Span, ...]
    """Covers `data` without gaps."""
    total: int
    """Bytes of the whole message; the layers' sizes add up to it."""
    packets: int = 0
    """How many Engine.IO packets are in it."""
    note: str = ""
    """What the numbers leave out, in one sentence; else empty."""
