"""Merges captures into a new one, ordered by time; whatever their size, memory stays flat."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from inspector.capture.merging_source import Source
from inspector.capture.merging_target import Target
from inspector.capture.records import CaptureError, NoteRecord
from inspector.capture.rows import note_record

Progress = Callable[[int, int], None]
"""Hears how much is done, and of how much, now and then."""


class Merged(NamedTuple):
    """What the new capture holds."""

    connections: int
    frames: int


def merge_captures(
    sources: Sequence[Path],
    path: Path,
    *,
    progress: Progress = lambda _done, _of: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Merged | None:
    """Merge captures into the file `path`, replacing it; None when it was cancelled. Raises `CaptureError`.

    Connections and frames are ordered by time and numbered anew; the frames of each capture keep their
    order. What was cleared is in the new capture too, and shown there. A failure leaves `path` as it was.
    """
    sources = list({source.resolve(): source for source in sources}.values())
    _check(sources, path)
    with ExitStack() as stack:
        opened = [Source(number, source, stack) for number, source in enumerate(sources)]
        target = Target(path)
        stack.callback(target.give_up)
        if len(opened) > target.most_sources:
            told = f"{target.most_sources} captures at most can be merged at once"
            raise CaptureError(f"{told}: merge some of them first.")
        connections = [(source.number, record) for source in opened for record in source.connections()]
        connections.sort(key=lambda pair: pair[1].opened_ns)
        target.add_connections(connections)
        for source in opened:
            target.attach(source)
        if not _add_frames(opened, target, progress, cancelled):
            return None
        for _, number, note in heapq.merge(*[_notes(target, source) for source in opened]):
            target.add_note(number, note)
        target.add_note(0, _origin(sources))
        if cancelled():
            return None
        target.finish()
    return Merged(len(connections), target.frames)


def _add_frames(
    sources: list[Source], target: Target, progress: Progress, cancelled: Callable[[], bool]
) -> bool:
    """Add the frames of all sources; False when that was cancelled."""
    of = sum(source.last_id for source in sources)
    while parts := [part for source in sources if (part := source.next_part()) is not None]:
        until = min(part.latest for part in parts)
        for part in parts:
            if part.latest > until:
                part.source.shorten(part, until)
        target.add_parts(parts)
        if cancelled():
            return False
        progress(sum(max(0, source.done_id) for source in sources), of)
    return not cancelled()


def _notes(target: Target, source: Source) -> Iterator[tuple[int, int, NoteRecord]]:
    """Give the notes of a source by times that never go back, so that they keep their order."""
    latest = 0
    for row in target.notes_of(source):
        note = note_record(source.note_columns, row)
        latest = max(latest, note.time_ns)
        yield latest, source.number, note


def _check(sources: Sequence[Path], path: Path) -> None:
    if len(sources) < 2:
        raise CaptureError("Merging takes two captures at least: choose another one.")
    if path.resolve() in {source.resolve() for source in sources}:
        raise CaptureError(f"{path} is one of the captures to be merged: choose another name.")


def _origin(sources: Sequence[Path]) -> NoteRecord:
    names = ", ".join(source.name for source in sources)
    return NoteRecord(0, time.time_ns(), "capture", f"Merged from {names}.")
