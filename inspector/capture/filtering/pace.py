"""How much is searched in one step."""

from __future__ import annotations

from typing import Final

FIRST: Final = 1_024
LEAST: Final = 16
MOST: Final = 65_536
_ALONE_S: Final = 0.03
_SHARED_S: Final = 0.006
"""While frames are being written: the writer of a capture in memory waits for a step to end."""
_GROWTH: Final = 4.0
_LONGEST_REST_S: Final = 0.02


class Pace:
    """Chooses the size of the next step, so that each takes about as long."""

    def __init__(self) -> None:
        self.size = FIRST
        """Ids in the next step."""

    def took(self, seconds: float, *, shared: bool) -> float:
        """Learn from a step; gives the seconds to rest, which leave half the time to whoever writes."""
        wanted = _SHARED_S if shared else _ALONE_S
        factor = min(_GROWTH, wanted / max(seconds, 1e-6))
        self.size = round(min(MOST, max(LEAST, self.size * factor)))
        return min(seconds, _LONGEST_REST_S) if shared else 0.0
