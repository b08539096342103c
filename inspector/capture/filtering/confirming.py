"""Asks the payloads that SQL lets through what it cannot tell of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from inspector.capture.database import Database
from inspector.capture.filtering.blocks import FRAGMENT_KIND, SHORT_KIND, Block, Blocks, Values
from inspector.capture.filtering.errors import FilterStoppedError
from inspector.capture.filtering.interrupting import Interrupt
from inspector.capture.filtering.plan import Confirm, Given, Plan
from inspector.capture.filtering.record import FrameRecord

_NOTHING_FOUND = Given("", None)


class Confirming:
    """Confirms with one plan. Raises `CaptureError`, `FilterStoppedError` and `CancelledError`."""

    def __init__(self, plan: Plan, confirm: Confirm, where: str, interrupt: Interrupt) -> None:
        self._plan = plan
        self._confirm = confirm
        self._interrupt = interrupt
        self._blocks = Blocks(plan, where, interrupt)

    def run(self, database: Database, values: Values, found: array[int]) -> list[int]:
        """Add the frames that match to what is found; gives the fragments, which are not asked."""
        fragments: list[int] = []
        for block in self._blocks.blocks(database, values):
            if FRAGMENT_KIND in block.kinds:
                fragments += [
                    frame_id
                    for frame_id, kind in zip(block.ids, block.kinds, strict=True)
                    if kind == FRAGMENT_KIND
                ]
            if self._plan.search is not None:
                self._search(block, database, found, *self._plan.search)
            else:
                self._ask(block, database, found)
        return fragments

    def _search(
        self, block: Block, database: Database, found: array[int], place: int, is_in: Callable[[bytes], bool]
    ) -> None:
        """Search one text of each frame: nothing else is done for each, for there may be very many."""
        texts = block.texts[place] if place else [text or b"" for text in block.texts[0]]
        is_cancelled = self._interrupt.cancelled.is_set
        frame_id = 0
        try:
            for frame_id, kind, text in zip(block.ids, block.kinds, texts, strict=True):
                if kind == SHORT_KIND:
                    if text is not None and is_in(text):
                        found.append(frame_id)
                elif kind != FRAGMENT_KIND:
                    payload = self._blocks.long_payload(database, frame_id)
                    if self._confirm(FrameRecord(frame_id, payload=payload), _NOTHING_FOUND):
                        found.append(frame_id)
                if is_cancelled():
                    self._interrupt.check()
        except FilterStoppedError as error:
            raise FilterStoppedError(f"Frame {frame_id:,}: {error}") from error

    def _ask(self, block: Block, database: Database, found: array[int]) -> None:
        """Ask everything of each frame."""
        for frame_id, head, kind, answers, *texts in zip(*block[:4], *block.texts, strict=True):
            self._interrupt.check()
            if kind == FRAGMENT_KIND:
                continue
            is_short = kind == SHORT_KIND
            payload = (texts[0] or b"") if is_short else self._blocks.long_payload(database, frame_id)
            given = Given(answers, texts[1:] if is_short else None)
            try:
                if self._confirm(FrameRecord(frame_id, head=head, payload=payload), given):
                    found.append(frame_id)
            except FilterStoppedError as error:
                raise FilterStoppedError(f"Frame {frame_id:,}: {error}") from error
