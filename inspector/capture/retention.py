"""Keeps the folder of captures within limits of age and size; what is open anywhere stays."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from inspector.capture.lock import FileLock
from inspector.capture.opening import open_database
from inspector.capture.records import CaptureError

SUFFIX = ".wscap"
_BESIDE = ("-wal", "-shm", "-journal")
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Limits:
    """How long captures are kept, and how much all of them may take; None is no limit."""

    days: int | None = 30
    size_bytes: int | None = 5 * 1024**3


class CaptureFile(NamedTuple):
    """A capture in the folder, with what is beside it."""

    path: Path
    changed_s: float
    """When it was last written, in seconds since the Unix epoch."""
    size_bytes: int


class Outcome(NamedTuple):
    """What applying the limits came to."""

    removed: list[CaptureFile]
    problems: list[str]
    """One sentence for each file that could not be removed."""

    @property
    def freed_bytes(self) -> int:
        """What was removed took so much."""
        return sum(file.size_bytes for file in self.removed)


def captures_in(folder: Path) -> list[CaptureFile]:
    """Give the files of a folder that are named like captures, the newest first; links are left out."""
    try:
        found = [_measured(path) for path in folder.iterdir() if _is_named_so(path)]
    except OSError:
        return []  # there is no such folder yet
    return sorted((file for file in found if file), key=lambda file: file.changed_s, reverse=True)


def apply_limits(
    folder: Path, limits: Limits, *, spare: Collection[Path] = (), now_s: float | None = None
) -> Outcome:
    """Remove captures that are too old, then the oldest until the rest takes no more than allowed.

    Never removed: those to `spare`, those that any program has open, links, and files that are not captures.
    """
    outcome = Outcome([], [])
    spared = {path.resolve() for path in spare}
    kept = captures_in(folder)
    if limits.days is not None:
        oldest_s = (time.time() if now_s is None else now_s) - limits.days * _DAY_S
        too_old = [file for file in kept if file.changed_s < oldest_s]
        _remove_some(too_old, spared, outcome)
    if limits.size_bytes is not None:
        gone = {file.path for file in outcome.removed}
        before = sum(file.size_bytes for file in kept)
        for file in reversed(kept):
            if before - outcome.freed_bytes <= limits.size_bytes:
                break
            if file.path not in gone:
                _remove_some([file], spared, outcome)
    return outcome


def beyond_limits(
    files: Collection[CaptureFile],
    limits: Limits,
    *,
    spare: Collection[Path] = (),
    now_s: float | None = None,
) -> list[CaptureFile]:
    """Give what the limits would remove of files, the newest first, if nothing else has them open."""
    oldest_s = (time.time() if now_s is None else now_s) - (limits.days or 0) * _DAY_S
    left = sum(file.size_bytes for file in files)
    beyond: list[CaptureFile] = []
    for file in sorted(files, key=lambda file: file.changed_s):
        too_old = limits.days is not None and file.changed_s < oldest_s
        too_much = limits.size_bytes is not None and left > limits.size_bytes
        if (too_old or too_much) and file.path not in spare:
            left -= file.size_bytes
            beyond.append(file)
    return beyond[::-1]


def remove_capture(path: Path) -> None:
    """Remove a capture with what is beside it. Raises `CaptureError`, also when it is open somewhere."""
    with held(path):
        _unlink(path)


def rename_capture(path: Path, name: str) -> Path:
    """Give a capture another name in the same folder, and give its new path. Raises `CaptureError`."""
    name = name.strip().removesuffix(SUFFIX)
    new = path.with_name(f"{name}{SUFFIX}") if name and Path(name).name == name else None
    if new is None or name.startswith("."):
        raise CaptureError(f"“{name}” is no name for a capture: leave out slashes and dots at the start.")
    merge_log(path)
    try:
        if new != path and new.exists():
            raise CaptureError(f"There is a capture with the name “{name}”: choose another name.")
        with held(path):
            path.rename(new)
    except OSError as error:
        told = f"{path} cannot be renamed to “{name}” ({error.strerror}): choose another name."
        raise CaptureError(told) from error
    return new


def frame_count(path: Path) -> int:
    """Tell how many frames a capture has, from the id of its last one. Raises `CaptureError`."""
    database = open_database(path, read_only=True)
    try:
        with database.reading() as connection:
            return int(connection.execute("SELECT ifnull(max(id), 0) FROM frame").get)
    finally:
        database.close()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let no program open a capture meanwhile. Raises `CaptureError` when one has it open."""
    lock = FileLock(path)
    try:
        acquired = lock.acquire()
    except OSError as error:
        told = f"{path} cannot be locked ({error.strerror}): check the permissions of its folder."
        raise CaptureError(told) from error
    if not acquired:
        raise CaptureError(f"{path} is open in another window: close it there first.")
    try:
        yield
    finally:
        lock.release()


def merge_log(path: Path) -> None:
    """Merge what a program that ended early left beside a capture, so that it is one single file.

    Raises `CaptureError`, also when it is open somewhere.
    """
    with held(path):
        left = any(path.with_name(path.name + ending).exists() for ending in ("-wal", "-journal"))
    if left:
        open_database(path, read_only=False).close()


def _remove_some(files: list[CaptureFile], spared: Collection[Path], outcome: Outcome) -> None:
    for file in files:
        if file.path.resolve() in spared or FileLock(file.path).is_held():
            continue
        try:
            with held(file.path):
                if _is_capture(file.path):
                    _unlink(file.path)
                    outcome.removed.append(file)
        except CaptureError as error:
            outcome.problems.append(str(error))


def _unlink(path: Path) -> None:
    try:
        path.unlink()
        for ending in _BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError as error:
        told = f"{path} cannot be removed ({error.strerror}): check the permissions of its folder."
        raise CaptureError(told) from error


def _is_capture(path: Path) -> bool:
    try:
        open_database(path, read_only=True).close()
    except CaptureError:
        return False  # whatever it is, this program has not made it and does not take it away
    return True


def _is_named_so(path: Path) -> bool:
    return path.suffix == SUFFIX and not path.is_symlink() and path.is_file()


def _measured(path: Path) -> CaptureFile | None:
    changed_s, size = 0.0, 0
    for file in (path, *(path.with_name(path.name + ending) for ending in _BESIDE)):
        try:
            found = file.stat()
        except OSError:
            continue  # it is not there, or was removed this moment
        changed_s, size = max(changed_s, found.st_mtime), size + found.st_size
    return CaptureFile(path, changed_s, size) if changed_s else None
