"""`ws-inspector export`: a capture as a file of another format, or on standard output."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TextIO

from inspector.capture.export import export_csv, export_jsonl
from inspector.capture.records import CaptureError
from inspector.capture.store import Capture

_WRITERS = {"jsonl": export_jsonl, "csv": export_csv}


class ExportError(Exception):
    """The export cannot be made; the text is one sentence for the person."""


def export(path: Path, kind: str, output: str, *, secrets: bool = False) -> None:
    """Write the capture at `path` to the file `output`, or to standard output for ``-``.

    Raises `ExportError`; `BrokenPipeError` when nobody reads standard output any more.
    """
    try:
        with closing(Capture.open(path, read_only=True)) as capture, _opened(output, path) as out:
            _WRITERS[kind](capture, out, secrets=secrets)
    except CaptureError as error:
        raise ExportError(str(error)) from error


@contextmanager
def _opened(output: str, capture: Path) -> Iterator[TextIO]:
    if output == "-":
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        return
    if Path(output).exists() and capture.samefile(output):
        raise ExportError(f"{output} is the capture itself: choose another file to write to.")
    try:
        # Readable by its owner only: it may hold what was private on the wire.
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
            yield out
    except OSError as error:
        raise ExportError(f"{output} cannot be written: {error.strerror}. Choose another place.") from error
