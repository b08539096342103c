"""Ctrl-C while the program starts: one line, and no traceback out of half an import."""

from __future__ import annotations

import os
import signal
from types import FrameType

STATUS = 130
"""What shells give for a program that SIGINT ended: 128 and the signal's number."""
_SAID = b"ws-inspector: Stopped by Ctrl-C before it was done.\n"


def stop_at_once() -> None:
    """End the process at Ctrl-C: nothing is under way yet that would have to be tidied up.

    An exception in the middle of an import is told by whoever imports, and Qt does not survive it.
    """
    # Python itself leaves SIG_DFL to nobody; it is the bundle's, which has ended at Ctrl-C until now.
    if signal.getsignal(signal.SIGINT) in (signal.default_int_handler, signal.SIG_DFL):
        signal.signal(signal.SIGINT, _stop)


def stop_in_order() -> None:
    """Raise `KeyboardInterrupt` at Ctrl-C from now on, as there is something to tidy up."""
    if signal.getsignal(signal.SIGINT) is _stop:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def stop_no_more() -> None:
    """Ignore Ctrl-C: all is done, and only the exit status is still to be given."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> None:
    os.write(2, _SAID)
    os._exit(STATUS)
