"""The events seen so far, with counts."""

from __future__ import annotations

import time
from dataclasses import dataclass

from inspector.wire.records import Direction

MAX_ENTRIES = 1_000
"""A server may invent a name for each event; the rest is counted together."""
_LONGEST_NAME = 200


@dataclass(slots=True)
class CatalogueEntry:
    """One event in one namespace and direction."""

    direction: Direction
    namespace: str
    event: str
    """The name, cut after 200 characters."""
    count: int = 0
    first_ns: int = 0
    last_ns: int = 0


class Catalogue:
    """Counts events by direction, namespace and name; it outlives reconnects."""

    def __init__(self) -> None:
        self.change_count = 0
        """Rises with each event."""
        self.others = 0
        """Events with names beyond the first thousand."""
        self._entries: dict[tuple[Direction, str, str], CatalogueEntry] = {}

    def add(self, direction: Direction, namespace: str, event: str) -> None:
        """Count one event."""
        self.change_count += 1
        key = (direction, namespace, event if len(event) <= _LONGEST_NAME else event[:_LONGEST_NAME])
        entry = self._entries.get(key)
        now = time.time_ns()
        if entry is None:
            if len(self._entries) >= MAX_ENTRIES:
                self.others += 1
                return
            entry = self._entries[key] = CatalogueEntry(*key, first_ns=now)
        entry.count += 1
        entry.last_ns = now

    def entries(self) -> list[CatalogueEntry]:
        """Give the entries in the order in which they were first seen."""
        return list(self._entries.values())

    def count(self, direction: Direction, namespace: str, event: str) -> int:
        """Tell how often an event was seen."""
        entry = self._entries.get((direction, namespace, event[:_LONGEST_NAME]))
        return entry.count if entry is not None else 0
