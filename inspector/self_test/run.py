"""Runs the checks in order, and tells each in a line."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, TextIO

from inspector import __version__
from inspector.self_test.place import Place

PLACES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")


class _Check(Protocol):
    """A module of this package that checks one thing."""

    @property
    def TITLE(self) -> str: ...  # noqa: N802
    @property
    def check(self) -> Callable[[Place], Awaitable[str]]: ...


def self_test(out: TextIO) -> int:
    """Check that everything the program needs works here; return 0 when it does, otherwise 1.

    Needs no screen and no home that can be written to; talks to nobody but itself.
    """
    out.write(f"WebSocket Inspector {__version__}, Python {platform.python_version()}, {_packed()}\n")
    with tempfile.TemporaryDirectory(prefix="ws-inspector-", ignore_cleanup_errors=True) as folder:
        _withdraw_to(folder)
        from inspector.app import run_on_loop

        failed = run_on_loop(_all_checks(Path(folder), out))
    out.write(f"{failed} failed\n" if failed else "All is well.\n")
    return int(failed > 0)


async def _all_checks(folder: Path, out: TextIO) -> int:
    """Make every check, also after one has failed; return how many failed."""
    place = Place(folder)
    try:
        return sum([await _told(one, place, out) for one in _checks()])
    finally:
        await place.leave()


async def _told(one: _Check, place: Place, out: TextIO) -> bool:
    """Make one check and say what came of it; tell whether it failed."""
    try:
        said, failed = await one.check(place), False
    except Exception as error:  # noqa: BLE001 - whatever it was, it is this check's result
        said, failed = " ".join(str(error).split()) or type(error).__name__, True
    out.write(f"{'FAILED' if failed else 'ok':<7}{one.TITLE}: {said}\n")
    out.flush()
    return failed


def _checks() -> tuple[_Check, ...]:
    # Qt is imported here, after the environment is set.
    from inspector.self_test import (
        authorities,
        capture_file,
        compression,
        encrypted,
        exchange,
        exports,
        fonts,
        handshake,
        local_server,
        resources,
        socketio,
        window,
    )

    network = (local_server, exchange, encrypted, compression, handshake, socketio)
    return (resources, authorities, fonts, *network, window, capture_file, exports)


def _packed() -> str:
    return "bundle" if getattr(sys, "frozen", False) else "not bundled"


def _withdraw_to(folder: str) -> None:
    """Show nothing on a screen, and keep out of the person's own files."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.update(dict.fromkeys(PLACES, folder))
