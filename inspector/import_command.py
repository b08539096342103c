"""`ws-inspector import`: a capture made of a file that another tool exported."""

from __future__ import annotations

import argparse
from typing import TextIO

from inspector.capture.importing import import_file


def import_chosen(chosen: argparse.Namespace, err: TextIO) -> None:
    """Import the chosen file and say on `err` what came of it. Raises `CaptureError`."""
    result = import_file(chosen.source, chosen.output)
    err.write(f"{result.summary()}\n")
