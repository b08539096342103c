"""Events of the server's that wait for our ack."""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

MOST = 100
"""The last ones; a server that asks all the time must not fill the memory."""


class Ask(NamedTuple):
    """One event that the server wants acknowledged."""

    namespace: str
    ack_id: int
    event: str


class Asked:
    """Keeps them in the order in which they came."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[tuple[str, int], Ask] = OrderedDict()

    def add(self, ask: Ask) -> None:
        """Take one that came."""
        self._waiting[ask.namespace, ask.ack_id] = ask
        if len(self._waiting) > MOST:
            self._waiting.popitem(last=False)

    def answered(self, namespace: str, ack_id: int) -> None:
        """Hear that one has its ack."""
        self._waiting.pop((namespace, ack_id), None)

    def forget(self, namespace: str | None = None) -> None:
        """Drop those of one namespace, or all: nobody waits any more."""
        for key in [key for key in self._waiting if namespace in (None, key[0])]:
            del self._waiting[key]

    def waiting(self) -> list[Ask]:
        """Give all, the oldest first."""
        return list(self._waiting.values())
