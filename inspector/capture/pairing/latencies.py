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
# Pings and pongs, HTTP, what begins like a packet, and JSON that names an id.
_MAY_ASK = f"""head IS NULL OR head = {HTTP} OR (head & 15) IN ({Opcode.PING:d}, {Opcode.PONG:d})
    OR ((head & 143) IN ({0x80 | Opcode.TEXT:d}, {0x80 | Opcode.BINARY:d})
        AND octet_length(payload) <= {LARGEST}
        AND (substr(payload, 1, 1) IN (x'32', x'33', x'34')
            OR instr(payload, CAST(? AS BLOB)) OR instr(payload, CAST(? AS BLOB))))"""
_ID = '"id"'


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
    for frame in _frames(source, connection_id, after_id, _named(rules)):
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


def _named(rules: Rules) -> str:
    """Give a text that every message has in which there is something at the path."""
    names = [step for step in rules.path if isinstance(step, str)]
    plain = [name for name in names if name.isascii() and name.isalnum()]
    # JSON may write other names with escapes; then every message counts.
    return max(plain, key=len) if plain else "" if rules.path else _ID


def _frames(source: Source, connection_id: int | None, after: int, named: str) -> Iterator[Near]:
    connections = None if connection_id is None else [connection_id]
    last = source.last_id
    while after < last:
        window = Window(after, min(last, after + _STEP), connections)
        rows = frames_in(source, window, _MAY_ASK, (_ID, named), limit=_AT_ONCE, most=LARGEST)
        yield from rows
        after = rows[-1].id if len(rows) == _AT_ONCE else window.last
