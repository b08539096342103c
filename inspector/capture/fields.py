"""Values inside JSON payloads, by path, for rows that are looked at."""

from __future__ import annotations

import re
from collections.abc import Sequence

import apsw

from inspector.capture.parts import Part
from inspector.capture.records import CaptureError

MOST_BYTES = 65_536
"""Payloads above this are not parsed for a cell of a table."""
_MARKS = 500
_STEP = re.compile(r"""\.(?:[^\s.\[\]"]+|"[^"]*")|\[(?:\d+|\#-\d+)\]""")


def checked_path(text: str) -> str:
    """Give a path as SQLite takes it, such as ``$.user.name`` or ``$.items[0].id``.

    The ``$`` may be left out. Raises `CaptureError` with what is wrong.
    """
    path = text.strip()
    if not path.startswith("$"):
        path = f"${path}" if path.startswith(("[", ".")) else f"$.{path}"
    place = 1
    while place < len(path):
        step = _STEP.match(path, place)
        if step is None:
            rest = path[place:]
            raise CaptureError(f"{rest!r} is no step of a path: write it like $.user.name or $.items[0].")
        place = step.end()
    return path


def field_values(parts: Sequence[Part], path: str, ids: Sequence[int]) -> dict[int, str]:
    """Give the values at a path, as text, of those frames whose payload is JSON and has one."""
    values: dict[int, str] = {}
    for start in range(0, len(ids), _MARKS):
        for part in parts:
            after, last = part.frames
            some = [number for number in ids[start : start + _MARKS] if after < number <= last]
            if some:
                with part.database.reading() as connection:
                    values.update(_read(connection, path, some))
    return values


def value_in(parts: Sequence[Part], path: str, payload: bytes) -> str:
    """Give the value at a path, as text, in a payload that stands in no row; empty where there is none."""
    sql = "SELECT CASE WHEN json_valid(text) THEN text ->> ? END FROM (SELECT CAST(? AS TEXT) AS text)"
    with parts[0].database.reading() as connection:
        row = connection.execute(sql, (path, payload)).fetchone()
    return "" if row is None or row[0] is None else str(row[0])


def _read(connection: apsw.Connection, path: str, ids: list[int]) -> dict[int, str]:
    # CASE keeps what is no JSON, or too long, from being parsed at all.
    sql = (
        "SELECT id, CASE WHEN json_valid(text) THEN text ->> ? END AS value FROM ("
        f"SELECT id, CAST(payload AS TEXT) AS text FROM frame WHERE id IN ({','.join('?' * len(ids))}) "
        f"AND length(payload) <= {MOST_BYTES}) WHERE value IS NOT NULL"
    )
    return {row[0]: str(row[1]) for row in connection.execute(sql, (path, *ids))}
