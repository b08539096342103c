"""The fragments of a message, found from its first frame on."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from inspector.capture.parts import Part

MOST_FRAGMENTS = 10_000
"""Fragments of one message that are followed; a message may have any number."""

_LAST = 2**63 - 1


class Fragment(NamedTuple):
    """One frame of a message."""

    id: int
    length: int
    """Bytes of payload after inflating."""
    wire_length: int


def fragments_of(parts: Sequence[Part], frame_id: int, reach: int | None = None) -> list[Fragment]:
    """Give the frames of the message that begins with a frame, in order, at most 10,000.

    RFC 6455 §5.4: the fragments of one message are not interleaved with those of another one of the same
    direction, but control frames, and frames of other connections, may stand between them. With a `reach`,
    a message without an end is looked for among so many frames after its first one.
    """
    first = list(_read(parts, "id = ?", (frame_id,), limit=1))
    if not first:
        return []
    found = [Fragment(*first[0][:3])]
    _, _, _, head, connection_id, direction = first[0]
    if head & 0x80 or not head & 0x0F:
        return found
    condition = "id > ? AND id <= ? AND connection_id IS ? AND direction IS ? AND (head & 15) <= 2"
    until = _LAST if reach is None else frame_id + reach
    with closing(
        _read(parts, condition, (frame_id, until, connection_id, direction), MOST_FRAGMENTS)
    ) as rows:
        for row in rows:
            if row[3] & 0x0F:
                break  # another message: this one was never finished
            found.append(Fragment(*row[:3]))
            if row[3] & 0x80:
                break
    return found


def _read(
    parts: Sequence[Part], condition: str, values: tuple[int, ...], limit: int
) -> Generator[tuple[Any, ...], None, None]:
    """Read rows one by one: most messages end with the next one."""
    for part in parts:
        sql = (
            "SELECT id, ifnull(octet_length(payload), 0), ifnull(wire_length, 0), ifnull(head, 128), "
            f"connection_id, direction FROM frame WHERE {condition} AND id > ? AND id <= ? "
            "ORDER BY id LIMIT ?"
        )
        with part.database.reading() as connection, closing(connection.cursor()) as cursor:
            for row in cursor.execute(sql, (*values, *part.frames, limit)):
                limit -= 1
                yield row
        if limit <= 0:
            return
