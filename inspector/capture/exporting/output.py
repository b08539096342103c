"""The file that an export is written to: whole, or not there at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from inspector.capture.records import CaptureError

_BUFFER = 1024 * 1024


class ExportError(CaptureError):
    """The export cannot be made; the text is one sentence for the person."""


@contextmanager
def written_whole(path: Path, capture: Path | None) -> Iterator[BinaryIO]:
    """Lend a stream whose bytes are the file `path` once the block ends without an exception.

    They are gathered in a file beside it, readable by its owner only: it may hold what was private on
    the wire. Raises `ExportError`, also when `path` is the capture itself.
    """
    try:
        target = path.resolve()
        _spare(target, path, capture)
        if target.exists() and not target.is_file():  # a pipe or a device cannot be replaced
            with target.open("wb", buffering=_BUFFER) as out:
                yield out
            return
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:32]}.", suffix=".part", dir=target.parent)
        made = Path(name)
        try:
            with os.fdopen(descriptor, "wb", buffering=_BUFFER) as out:
                yield out
            made.replace(target)
        finally:
            made.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).rstrip(".")
        raise ExportError(f"{path} cannot be written: {reason}. Choose another place.") from error


def _spare(target: Path, path: Path, capture: Path | None) -> None:
    """Never write over the capture that is read."""
    own = [capture.with_name(capture.name + ending) for ending in ("", "-wal", "-shm")] if capture else []
    if target.exists() and any(file.exists() and file.samefile(target) for file in own):
        raise ExportError(f"{path} is the capture itself: choose another file to write to.")
