"""The latencies of a whole capture, in one pass and bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.capture.nearby import Near, Source, Window, frames_in
from inspector.capture.pairing.json_keys import LARGEST
from inspector.capture.pairing.keys import KeyReader
from inspector.capture.pairing.matcher import Matcher
from inspector.capture.pairing.rules import Latency, Rules
from inspector.capture.recognition import Recognition
from inspector.wire.records import HTTP, Opcode

_AT_ONCE = 512
_STEP = 8_192
"""Ids that are looked at with one statement, for as long keeps others waiting in memory."""
# Pings and pongs, HTTP, and what begins like JSON or like a packet; leading white space is not JSON-RPC's.
_MAY_ASK = f"""(head IS NULL OR head = {HTTP} OR (head & 15) IN ({Opcode.PING:d}, {Opcode.PONG:d})
    OR ((head & 143) IN ({0x80 | Opcode.TEXT:d}, {0x80 | Opcode.BINARY:d})
        AND octet_length(payload) <= {LARGEST}
        AND substr(payload, 1, 1) IN (x'7B', x'5B', x'32', x'33', x'34', x'20', x'0A')))"""


def latencies(
    source: Source,
    connection_id: int | None,
    rules: Rules,
    after_id: int = 0,
    recognition: Recognition | None = None,
) -> Iterator[Latency]:
    """Give every question that was answered, in the order of the answers, from frames after an id.

    Of one connection, or of all. What was asked before `after_id` is not known. Where the clock was set back
    between the two there is no latency. Raises `CaptureError`.
    """
    reader = KeyReader(source, recognition or Recognition(source), rules)
    matcher = Matcher()
    for frame in _frames(source, connection_id, after_id):
        for pair in matcher.take(frame, reader.keys(frame)):
            latency = pair.answer.time_ns - pair.ask.time_ns
            if pair.first and latency >= 0:
                yield Latency(
                    pair.ask.id,
                    pair.answer.id,
                    pair.answer.time_ns,
                    pair.ask.direction,
                    latency,
                    pair.rule,
                    pair.ask.connection_id,
                )


def _frames(source: Source, connection_id: int | None, after: int) -> Iterator[Near]:
    connections = None if connection_id is None else [connection_id]
    last = source.last_id
    while after < last:
        window = Window(after, min(last, after + _STEP), connections)
        rows = frames_in(source, window, _MAY_ASK, limit=_AT_ONCE, most=LARGEST)
        yield from rows
        after = rows[-1].id if len(rows) == _AT_ONCE else window.last
