"""The formats that a capture can be written in, and how one is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inspector.capture.exporting.csv_table import write_csv
from inspector.capture.exporting.har import write_har
from inspector.capture.exporting.job import CancelledError, Commands, Job, Progress
from inspector.capture.exporting.jsonl import write_jsonl
from inspector.capture.exporting.markdown import write_markdown
from inspector.capture.exporting.output import written_whole
from inspector.capture.exporting.pcapng import write_pcapng
from inspector.capture.exporting.selection import EVERYTHING, Selection
from inspector.capture.store import Capture


@dataclass(frozen=True, slots=True)
class Format:
    """One format to write."""

    name: str
    """As the command line has it."""
    title: str
    ending: str
    """Of file names, without the dot."""
    about: str
    """What is in it and who reads it, in a sentence."""
    write: Callable[[Job, BinaryIO], None]
    """Writes what a job takes. Raises `CancelledError`, `CaptureError` and `OSError`."""


FORMATS = (
    Format(
        "jsonl",
        "JSON Lines",
        "jsonl",
        "All that the capture knows, one JSON object a line; can be imported again without loss.",
        write_jsonl,
    ),
    Format(
        "har",
        "HTTP Archive (HAR 1.2)",
        "har",
        "Handshakes and whole messages, as Chrome writes them; for browsers' developer tools and proxies.",
        write_har,
    ),
    Format(
        "pcapng",
        "Packets (pcapng)",
        "pcapng",
        "TCP streams made up around the bytes of the wire, TLS taken off; for Wireshark.",
        write_pcapng,
    ),
    Format("csv", "CSV", "csv", "A table with one row a frame, for spreadsheets.", write_csv),
    Format(
        "md",
        "Markdown",
        "md",
        "A report to read: handshakes, a table of frames, and command lines that open the same connection.",
        write_markdown,
    ),
)


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What came of an export."""

    frames: int
    """Frames written, HTTP messages included."""
    cancelled: bool = False
    """It was stopped, and nothing was written."""


def format_named(name: str) -> Format:
    """Give the format of this name. Raises `KeyError`."""
    return {known.name: known for known in FORMATS}[name]


def export(
    capture: Capture,
    name: str,
    path: Path,
    selection: Selection = EVERYTHING,
    *,
    secrets: bool = False,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    commands: Commands | None = None,
) -> ExportResult:
    """Write a capture, or a part of it, to a file of the format `name`; from any thread.

    The file is there only once it is whole, and readable by its owner only. Credentials in heads and URLs
    are masked unless `secrets`. `cancelled` is asked now and then. `commands` gives the command lines that
    a bug report shows. Raises `CaptureError`.
    """
    job = Job(
        capture, selection, secrets=secrets, on_progress=on_progress, cancelled=cancelled, commands=commands,
        scratch=path.resolve().parent,
    )  # fmt: skip
    write = format_named(name).write
    try:
        with written_whole(path, capture.path) as out:
            write(job, out)
    except CancelledError:
        return ExportResult(0, cancelled=True)
    return ExportResult(job.frames)


def export_to(
    capture: Capture,
    name: str,
    out: BinaryIO,
    selection: Selection = EVERYTHING,
    *,
    secrets: bool = False,
    commands: Commands | None = None,
) -> ExportResult:
    """Write the same to a stream as it comes. Raises `CaptureError`, and `OSError` of the stream."""
    job = Job(capture, selection, secrets=secrets, commands=commands)
    format_named(name).write(job, out)
    return ExportResult(job.frames)
