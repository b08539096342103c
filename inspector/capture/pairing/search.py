"""Finds the partner of one frame by looking around it, no farther than a bound."""

from __future__ import annotations

from inspector.capture.nearby import REACH, Near, Source, Window, frames_in
from inspector.capture.pairing.conditions import condition_for
from inspector.capture.pairing.json_keys import LARGEST
from inspector.capture.pairing.keys import KeyReader
from inspector.capture.pairing.matcher import Matcher, Pair
from inspector.capture.pairing.rules import Key, Partner, Rule, Rules
from inspector.capture.recognition import Recognition

_REACHES = (1_000, 10_000, REACH)
"""Ids that are looked at to each side: most partners are close by."""
_MOST_CANDIDATES = 256
_MOST_KEYS = 16
_JSON = (Rule.JSON_RPC, Rule.GRAPHQL_WS, Rule.JSON_PATH)


def partner_of(
    source: Source, frame_id: int, rules: Rules, recognition: Recognition | None = None
) -> Partner | None:
    """Find the frame that answers a frame, or that it answers; None when there is none within reach.

    At most 50,000 frames before and after it are looked at. To be called beside the window's thread.
    Raises `CaptureError`.
    """
    recognition = recognition or Recognition(source)
    reader = KeyReader(source, recognition, rules)
    rows = frames_in(source, Window(frame_id - 1, frame_id), most=LARGEST)
    keys = reader.keys(rows[0]) if rows else []
    for reach in _REACHES:
        for key in keys[:_MOST_KEYS]:
            found = _within(source, recognition, reader, rows[0], key, reach)
            if found is not None:
                return found
        if reach >= max(frame_id, source.last_id - frame_id):
            break
    return None


def _within(
    source: Source, recognition: Recognition, reader: KeyReader, frame: Near, key: Key, reach: int
) -> Partner | None:
    around = _candidates(source, recognition, frame, key, reach)
    matcher = Matcher()
    found: Pair | None = None
    for row in sorted({one.id: one for one in around}.values()):
        same = [one for one in reader.keys(row) if one.slot == key.slot]
        for pair in matcher.take(row, same):
            if frame.id == pair.answer.id or (frame.id == pair.ask.id and found is None):
                found = pair
    if found is None:
        return None
    answers = found.ask.id == frame.id
    other = found.answer if answers else found.ask
    return Partner(other.id, found.answer.time_ns - found.ask.time_ns, key.rule, answers)


def _candidates(source: Source, recognition: Recognition, frame: Near, key: Key, reach: int) -> list[Near]:
    connections = [frame.connection_id]
    if key.rule not in (*_JSON, Rule.PING):
        connections = list(recognition.siblings(frame.connection_id))
    sql, values = condition_for(key)
    before = Window(max(-1, frame.id - reach), frame.id - 1, connections, backward=True)
    after = Window(frame.id, min(source.last_id, frame.id + reach), connections)
    found = [frame]
    for window in (before, after):
        found += frames_in(source, window, sql, values, limit=_MOST_CANDIDATES, most=LARGEST)
    return found
