"""`ws-inspector export`: a capture as a file of another format, or on standard output."""

from __future__ import annotations

import argparse
import sys
import threading
from array import array
from collections.abc import Sequence
from contextlib import closing

from inspector.capture.exporting import ExportError, Selection, export, export_to
from inspector.capture.records import CaptureError, ConnectionRecord
from inspector.capture.store import Capture

_STANDARD_OUTPUT = "-"


def export_chosen(chosen: argparse.Namespace) -> None:
    """Write what was chosen on the command line to a file, or to standard output for ``-``.

    Raises `CaptureError`; `BrokenPipeError` when nobody reads standard output any more.
    """
    with closing(Capture.open(chosen.capture, read_only=True)) as capture:
        selection = _selection(capture, chosen)
        if str(chosen.output) == _STANDARD_OUTPUT:
            out = sys.stdout.buffer
            export_to(capture, chosen.format, out, selection, secrets=chosen.secrets, commands=_commands)
            out.flush()
            return
        export(capture, chosen.format, chosen.output, selection, secrets=chosen.secrets, commands=_commands)


def _selection(capture: Capture, chosen: argparse.Namespace) -> Selection:
    connections = frozenset(chosen.connection) if chosen.connection else None
    known = {record.id for record in capture.connections()}
    for connection_id in sorted((connections or frozenset()) - known):
        there = ", ".join(map(str, sorted(known))) or "none"
        raise ExportError(f"{chosen.capture} has no connection {connection_id}: it has {there}.")
    frame_ids = _matching(capture, chosen.filter) if chosen.filter else None
    return Selection(frame_ids=frame_ids, connections=connections)


def _matching(capture: Capture, text: str) -> array[int]:
    """Give the frames that a filter shows."""
    from inspector.capture.filtering import Search, parse_filter

    changed = threading.Event()
    search = Search(capture, parse_filter(text), on_found=changed.set)
    search.start()
    try:
        while not search.done_once and search.error is None:
            changed.wait()
            changed.clear()
    finally:
        search.cancel()
        search.join()
    if search.error is not None:
        raise CaptureError(search.error)
    return search.ids


def _commands(record: ConnectionRecord) -> Sequence[tuple[str, str]]:
    from inspector.session.recorded_commands import recorded_commands

    return recorded_commands(record)
