"""What a person has cleared: frames up to an id are hidden, and stay in the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from inspector.capture import moving, schema
from inspector.capture.database import Database
from inspector.capture.items import Statement, statement
from inspector.capture.records import ConnectionRecord

_THROUGH = "cleared_through"
_OVER = "cleared"
"""JSON: ``{"connections": [id, …], "counts": {id: [sent, received], …}}`` as they were at that moment."""

Counts = Mapping[int, tuple[int, int]]


class Cleared:
    """What is hidden by now; one thread changes it, any thread reads it."""

    def __init__(self, database: Database) -> None:
        self.through = 0
        """The id of the last frame that is hidden; 0 when none is."""
        self._over: frozenset[int] = frozenset()
        self._counts: dict[int, tuple[int, int]] = {}
        self._read(database)

    @property
    def any(self) -> bool:
        """Frames or connections are hidden."""
        return bool(self.through or self._over)

    @property
    def count(self) -> int:
        """How many frames are hidden."""
        return sum(sum(counts) for counts in self._counts.values())

    def clear(self, through: int, over: Iterable[int], counts: Counts) -> list[Statement]:
        """Hide the frames up to an id and connections that are `over`; gives what stores it."""
        self._over, self._counts = frozenset(over), dict(counts)
        self.through = through
        kept = {"connections": sorted(self._over), "counts": self._counts}
        return [_keep(_OVER, json.dumps(kept)), _keep(_THROUGH, through)]

    def undo(self) -> list[Statement]:
        """Hide nothing any more; gives what stores it."""
        self.through, self._over, self._counts = 0, frozenset(), {}
        return [_keep(_THROUGH, 0), _keep(_OVER, "")]

    def shown_counts(self, counts: Counts) -> dict[int, tuple[int, int]]:
        """Leave hidden frames out of the counts: sent and received, of each connection."""
        hidden = self._counts
        if not hidden:
            return dict(counts)
        none = (0, 0)
        return {
            key: (max(0, sent - hidden.get(key, none)[0]), max(0, received - hidden.get(key, none)[1]))
            for key, (sent, received) in counts.items()
        }

    def shown(self, records: Iterable[ConnectionRecord], counts: Counts) -> list[ConnectionRecord]:
        """Leave out connections that were over by then; frames that came later bring one back."""
        over = self._over
        if not over:
            return list(records)
        shown = self.shown_counts(counts)
        return [record for record in records if record.id not in over or any(shown.get(record.id, ()))]

    def _read(self, database: Database) -> None:
        with database.reading() as connection:
            if not {"name", "value"} <= schema.columns_of(connection, "property"):
                return
            sql = "SELECT name, value FROM property WHERE name IN (?, ?)"
            found: dict[str, Any] = {row[0]: row[1] for row in connection.execute(sql, (_THROUGH, _OVER))}
        try:
            kept = json.loads(found.get(_OVER) or "{}")
            counts = {int(key): (int(one[0]), int(one[1])) for key, one in kept.get("counts", {}).items()}
            over = frozenset(map(int, kept.get("connections", ())))
            self.through, self._counts, self._over = int(found.get(_THROUGH) or 0), counts, over
        except (ValueError, TypeError, AttributeError, LookupError):
            return  # not written by this program: then nothing is hidden


def _keep(name: str, value: object) -> Statement:
    return statement(moving.upsert("property"), (name, value))
