"""Reads sums of frames with SQL: SQLite does the work without Python's lock, which the window needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from inspector.capture.nearby import Source
from inspector.capture.statistics.buckets import COLUMNS, Group, Sums
from inspector.capture.statistics.distribution import Bin, bin_sql
from inspector.capture.statistics.places import Ids
from inspector.wire.records import Opcode

STEP = 8_192
"""Ids that are read at once: some 4 ms, for as long keep others waiting where a capture is in memory."""

# Other programs may leave out columns, and the length that a bad frame announces may be any number.
_TIME = "ifnull(time_ns + 0, 0)"
_DIRECTION = "ifnull(direction, 0) <> 0"
_LENGTH = "ifnull(octet_length(payload), 0)"
# A message counts where its first frame is; a row without a head is an HTTP message (RFC 6455 §5.2, §5.4).
_BEGINS = f"ifnull((head & 15) IN ({Opcode.TEXT:d}, {Opcode.BINARY:d}), 1)"
_WHERE = "id > :after AND id <= :last AND (:connection IS NULL OR connection_id = :connection)"
_RATES = f"""
SELECT {_TIME} / :width, {_DIRECTION}, total({_BEGINS}), count(*), total(octet_length(payload)),
    total(wire_length), min({_TIME}), max({_TIME})
FROM frame WHERE {_WHERE} {{more}} GROUP BY 1, 2"""
_BETWEEN = f"AND {_TIME} BETWEEN :start AND :end"
_SIZES = f"""
SELECT {_DIRECTION}, {bin_sql(_LENGTH)}, count(*), min({_LENGTH}), max({_LENGTH}), total({_LENGTH})
FROM frame WHERE {_WHERE} GROUP BY 1, 2"""
_NO_TIME = 2**63 - 1


class Scope(NamedTuple):
    """Which frames count: of one connection or all, at any time or in a stretch of it."""

    connection_id: int | None = None
    between_ns: tuple[int, int] | None = None


@dataclass(slots=True)
class Rates:
    """The sums of some frames by time."""

    groups: list[Group] = field(default_factory=list)
    from_ns: int = _NO_TIME
    to_ns: int = -1

    def add(self, number: int, received: int, sums: Sums, from_ns: int, to_ns: int) -> None:
        """Add the sums of one bucket and direction."""
        whole = [0.0] * len(COLUMNS)
        whole[received::2] = sums
        self.groups.append((number, tuple(whole)))
        self.from_ns, self.to_ns = min(self.from_ns, from_ns), max(self.to_ns, to_ns)


def read_rates(source: Source, ids: Ids, scope: Scope, width_ns: int) -> Rates:
    """Sum up frames in buckets of a width. Raises `CaptureError`."""
    rates = Rates()
    start_ns, end_ns = scope.between_ns or (0, 0)
    sql = _RATES.format(more=_BETWEEN if scope.between_ns else "")
    values = {"width": width_ns, "start": start_ns, "end": end_ns}
    for number, received, *sums, from_ns, to_ns in _rows(source, sql, ids, scope, values):
        rates.add(int(number), received, tuple(sums), int(from_ns), int(to_ns))
    return rates


def read_sizes(source: Source, ids: Ids, scope: Scope) -> list[tuple[int, int, Bin, float]]:
    """Read the sizes of payloads: direction, number of the bin, bin, and total. Raises `CaptureError`."""
    return [
        (received, number, Bin(low, high, tally), total)
        for received, number, tally, low, high, total in _rows(source, _SIZES, ids, scope)
    ]


def read_times(source: Source) -> tuple[int, int]:
    """Read the times of the first and the last frame; zeros where there is none. Raises `CaptureError`."""
    times: list[int] = []
    for choice in ("min", "max"):
        sql = f"SELECT {_TIME} FROM frame WHERE id = (SELECT {choice}(id) FROM frame WHERE {_WHERE})"
        times += [int(row[0]) for row in _rows(source, sql, Ids(-1, source.last_id), Scope())]
    return (min(times), max(times)) if times else (0, 0)


def _rows(
    source: Source, sql: str, ids: Ids, scope: Scope, more: dict[str, int] | None = None
) -> list[tuple[Any, ...]]:
    """Read the rows of every part that holds some of the ids."""
    rows: list[tuple[Any, ...]] = []
    for part in source.parts:
        after, last = max(ids.after, part.frames.after), min(ids.last, part.frames.last)
        if after < last:
            values = {"after": after, "last": last, "connection": scope.connection_id, **(more or {})}
            with part.database.reading() as connection:
                rows += connection.execute(sql, values).fetchall()
    return rows
