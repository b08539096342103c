"""`ws-inspector export`: a capture as a file of another format, or on standard output."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from inspector.capture.exporting import ExportError, Selection, export, export_to
from inspector.capture.store import Capture


def export_chosen(chosen: argparse.Namespace) -> None:
    """Write what was chosen on the command line to a file, or to standard output for ``-``.

    Raises `CaptureError`; `BrokenPipeError` when nobody reads standard output any more.
    """
    with closing(Capture.open(chosen.capture, read_only=True)) as capture:
        selection = _selection(capture, chosen)
        if str(chosen.output) == "-":
            export_to(capture, chosen.format, sys.stdout.buffer, selection, secrets=chosen.secrets)
            sys.stdout.buffer.flush()
            return
        export(capture, chosen.format, chosen.output, selection, secrets=chosen.secrets)


def _selection(capture: Capture, chosen: argparse.Namespace) -> Selection:
    if not chosen.connection:
        return Selection()
    known = {record.id for record in capture.connections()}
    for connection_id in chosen.connection:
        if connection_id not in known:
            there = ", ".join(map(str, sorted(known))) or "none"
            told = f"{chosen.capture} has no connection {connection_id}: choose of those it has, {there}."
            raise ExportError(told)
    return Selection(connections=frozenset(chosen.connection))
