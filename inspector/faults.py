"""Faults of the program itself, told in one line: no traceback reaches a user who did not ask for it."""

from __future__ import annotations

import logging
import os
import sys
import threading


def wanted_in_full() -> bool:
    """Tracebacks were asked for, with the environment variable WS_INSPECTOR_DEBUG."""
    return bool(os.environ.get("WS_INSPECTOR_DEBUG"))


def sentence(error: BaseException) -> str:
    """Say what failed, and how to see where."""
    text = " ".join(str(error).split()) or "no more is known"
    return (
        f"This is a fault of the program itself: {type(error).__name__}: {text}. "
        "WS_INSPECTOR_DEBUG=1 shows where."
    )


def tell_in_one_line(program: str) -> None:
    """Shorten every report that would end in a traceback: of slots, threads, callbacks and libraries."""
    if wanted_in_full():
        return

    def tell(error: BaseException | None) -> None:
        if error is not None:
            sys.stderr.write(f"{program}: {sentence(error)}\n")

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine(program))
    handler.setLevel(logging.ERROR)
    logging.getLogger().addHandler(handler)
    sys.excepthook = lambda _kind, error, _traceback: tell(error)
    sys.unraisablehook = lambda report: tell(report.exc_value)
    threading.excepthook = lambda report: tell(report.exc_value)


class _OneLine(logging.Formatter):
    def __init__(self, program: str) -> None:
        super().__init__()
        self._program = program

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        said = sentence(error) if error is not None else " ".join(record.getMessage().split())
        return f"{self._program}: {said}"
