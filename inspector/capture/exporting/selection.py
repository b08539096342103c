"""Which frames leave the capture: all, those that were filtered, or those that were selected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Selection:
    """All frames up to an id, or those of a list; of some connections only if asked."""

    frame_ids: Sequence[int] | None = None
    """The frames to take, in any order; None for all."""
    last_id: int | None = None
    """The last frame to take; None for the last there is when the export begins."""
    connections: frozenset[int] | None = None
    """The connections to take; None for all."""

    def ascending_ids(self) -> Sequence[int] | None:
        """Give the ids in the order of the capture, each once, up to the last to take."""
        ids = self.frame_ids
        if ids is None:
            return None
        if any(later <= earlier for earlier, later in pairwise(ids)):
            ids = sorted(set(ids))
        if self.last_id is not None and ids and ids[-1] > self.last_id:
            ids = [frame_id for frame_id in ids if frame_id <= self.last_id]
        return ids


EVERYTHING = Selection()
