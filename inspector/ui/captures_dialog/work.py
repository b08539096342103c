"""What the dialog of captures does beside the window: deleting, bringing back, counting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from inspector.capture.lock import FileLock
from inspector.capture.records import CaptureError
from inspector.capture.retention import CaptureFile, frame_count, remove_capture
from inspector.ui.captures_dialog.model import Known
from inspector.ui.captures_trash import Trashed, bring_back, move_to_trash
from inspector.ui.long_work import Watch


class Deleted(NamedTuple):
    """What became of captures that were to be deleted or brought back."""

    done: list[Trashed]
    no_trash: list[Path]
    """There is no trash for them; they are where they were."""
    problems: list[str]


def look_into(files: Sequence[CaptureFile], watch: Watch) -> dict[Path, Known]:
    """Count the frames of captures, and see whether any program has them open."""
    known = {}
    for number, file in enumerate(files):
        watch.of(number, len(files))
        in_use = FileLock(file.path).is_held()
        try:
            known[file.path] = Known(frame_count(file.path), in_use)
        except CaptureError:
            known[file.path] = Known(None, in_use)
    return known


def delete_to_trash(paths: Sequence[Path]) -> Deleted:
    """Move captures to the trash."""
    deleted = Deleted([], [], [])
    for path in paths:
        try:
            trashed = move_to_trash(path)
        except CaptureError as error:
            deleted.problems.append(str(error))
            continue
        if trashed.moved:
            deleted.done.append(trashed)
        else:
            deleted.no_trash.append(path)
    return deleted


def delete_for_good(paths: Sequence[Path]) -> Deleted:
    """Remove captures, so that nothing brings them back."""
    deleted = Deleted([], [], [])
    for path in paths:
        try:
            remove_capture(path)
            deleted.done.append(Trashed(path, path))
        except CaptureError as error:
            deleted.problems.append(str(error))
    return deleted


def undelete(trashed: Sequence[Trashed]) -> Deleted:
    """Bring captures back from the trash."""
    deleted = Deleted([], [], [])
    for one in trashed:
        try:
            bring_back(one)
            deleted.done.append(one)
        except CaptureError as error:
            deleted.problems.append(str(error))
    return deleted
