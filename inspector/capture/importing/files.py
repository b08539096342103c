"""Makes a capture of a file that another tool, or this program, exported."""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inspector.capture.importing.har import HarImport
from inspector.capture.importing.intake import CancelledError, Intake, Progress
from inspector.capture.importing.json_text import JsonError, JsonValue
from inspector.capture.importing.jsonl import JsonlImport
from inspector.capture.records import CaptureError
from inspector.capture.store import Capture

_START = 4096
_UTF8_MARK = b"\xef\xbb\xbf"
_NO_JSON = {
    b"SQLite format 3\0": "is a capture or another database already: open it instead",
    b"\x0a\x0d\x0d\x0a": "holds packets (pcapng), which are not imported: choose a HAR or JSON Lines file",
    b"\xff\xfe": "is UTF-16: save it as UTF-8",
    b"\xfe\xff": "is UTF-16: save it as UTF-8",
    b"PK\x03\x04": "is a zip file: unpack it, and import the .har file in it",
    b"\x1f\x8b": "is compressed with gzip: unpack it first",
    b"\x78": "is compressed, as mitmproxy does with .zhar files: unpack it first",
}


class ImportFileError(CaptureError):
    """Nothing could be imported; the text is one sentence for the person."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of an import."""

    frames: int
    connections: int
    skipped: int = 0
    """Entries, messages and lines that could not be read."""
    problems: tuple[str, ...] = ()
    """Why, in sentences: the first fifty."""
    left_out: int = 0
    """Entries of a HAR file that are neither WebSockets nor of Socket.IO."""
    cancelled: bool = False
    """It was stopped, and no capture was made."""

    def summary(self) -> str:
        """Say what was imported, and what was not, with the first reason."""
        said = f"{_counted(self.frames, 'frame')} of {_counted(self.connections, 'connection')} imported"
        if self.left_out:
            told = "is" if self.left_out == 1 else "are"
            said += f"; {_counted(self.left_out, 'request')} {told} no WebSocket and left out"
        if not self.skipped:
            return f"{said}."
        return f"{said}; {_counted(self.skipped, 'part')} could not be read. {self.problems[0]}"


def import_file(
    path: Path,
    capture_path: Path,
    *,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportResult:
    """Make a new capture of a HAR file or of this program's JSON Lines; from any thread.

    What cannot be read is counted and left out. The capture is there only once it is whole. Raises
    `CaptureError`, also when there is nothing in the file to be imported.
    """
    if capture_path.exists():
        raise ImportFileError(f"{capture_path} exists: choose another name.")
    made = capture_path.with_name(f"{capture_path.name}.part")
    try:
        with ExitStack() as stack:
            stack.callback(_remove, made)
            source = stack.enter_context(path.open("rb"))
            beginning = _beginning(source, path)
            intake = _fill(made, path, source, beginning, on_progress, cancelled)
            if not intake.connections:
                raise ImportFileError(_nothing(path, intake))
            made.rename(capture_path)
    except CancelledError:
        return ImportResult(0, 0, cancelled=True)
    except OSError as error:
        raise ImportFileError(
            f"{error.filename or path} cannot be read or written: {error.strerror}."
        ) from error
    return _result(intake)


def _fill(
    made: Path,
    path: Path,
    source: BinaryIO,
    beginning: int,
    on_progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> Intake:
    _remove(made)
    capture = Capture.create(made)
    try:
        intake = Intake(capture, os.fstat(source.fileno()).st_size, on_progress, cancelled)
        intake.tell(0)
        if _is_lines(source, beginning):
            JsonlImport(intake, source).read()
        else:
            with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as text:
                HarImport(intake, path.parent).read(JsonValue(text, beginning))
        intake.finish()
        intake.tell(os.fstat(source.fileno()).st_size)
    finally:
        capture.close()
    return intake


def _beginning(source: BinaryIO, path: Path) -> int:
    """Give where the JSON begins. Raises `ImportFileError` for what is none."""
    start = source.read(_START)
    for mark, told in _NO_JSON.items():
        if start.startswith(mark):
            raise ImportFileError(f"{path} {told}.")
    at = len(_UTF8_MARK) if start.startswith(_UTF8_MARK) else 0
    if not start[at:].lstrip().startswith(b"{"):
        raise ImportFileError(
            f"{path} is neither a HAR file nor JSON Lines of this program: choose another file."
        )
    return at


def _is_lines(source: BinaryIO, beginning: int) -> bool:
    """Tell whether the first line is a record of its own."""
    source.seek(beginning)
    try:
        first = next(JsonValue(source.readline()).members(), ("", None))[0]
    except JsonError:
        first = ""
    source.seek(beginning)
    return first == "record"


def _result(intake: Intake) -> ImportResult:
    problems = tuple(intake.problems)
    return ImportResult(intake.frames, intake.connections, intake.skipped, problems, intake.left_out)


def _nothing(path: Path, intake: Intake) -> str:
    if intake.skipped:
        return f"Nothing in {path} could be imported. {intake.problems[0]}"
    return (
        f"{path} has no WebSocket connections: record them again with the page open, or choose another file."
    )


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def _remove(capture: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal", "-lock"):
        capture.with_name(capture.name + ending).unlink(missing_ok=True)
