"""Reports of faults of the program itself: what a maintainer needs, and nothing of what was on the wire."""

from __future__ import annotations

import faulthandler
import os
import platform
import sys
import traceback
from pathlib import Path
from typing import TextIO

from inspector import __version__
from inspector.capture.places import home

_PACKAGES = ("PySide6-Essentials", "qasync", "websockets", "apsw", "h11", "python-socketio")
_HOME = str(home())
_KEPT_FRAMES = 40


def report(error: BaseException, doing: str = "") -> str:
    """Describe an error: its type and where it was raised, the versions, and never its message.

    A message may quote a payload, a URL or a header; types, files and lines do not.
    """
    lines = [f"WebSocket Inspector {__version__}: {_named(error)}"]
    if doing:
        lines.append(f"while: {doing}")
    cause: BaseException | None = error
    while cause is not None:
        lines += ["", f"{_named(cause)} at"]
        lines += [_place(frame) for frame in traceback.extract_tb(cause.__traceback__)[-_KEPT_FRAMES:]]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join([*lines, "", *versions()])


def versions() -> list[str]:
    """Give the versions of what the program is made of, a line each."""
    # Imported here: it takes longer than all else in this module, and most runs need no report.
    from importlib.metadata import PackageNotFoundError, version

    lines = [
        f"Python {platform.python_version()}, {platform.system()} {platform.release()} {platform.machine()}",
        "run as a bundle" if getattr(sys, "frozen", False) else "run from source or an installed package",
    ]
    for name in _PACKAGES:
        try:
            lines.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            lines.append(f"{name}: version not known")
    return lines


def _named(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _place(frame: traceback.FrameSummary) -> str:
    """Name a line of code without the folders that tell whose machine it is."""
    parts = Path(frame.filename).parts
    kept = parts[-3:] if "site-packages" in parts else parts[-2:]
    return f"  {'/'.join(kept)}:{frame.lineno} in {frame.name}"


class BlackBox:
    """A file that a hard crash (a signal such as SIGSEGV) writes to; nothing is left of a clean end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"crash-{os.getpid()}.log"
        self._file: TextIO | None = None

    def open(self) -> None:
        """Let a crash from now on be written there; without a place for it, nothing is."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")
        except OSError:
            return  # the program works without it
        faulthandler.enable(self._file)

    def close(self) -> None:
        """End cleanly."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)

    def found(self) -> str:
        """Give what earlier crashes left, and take it away; empty where there was none."""
        reports = []
        for path in sorted(self._folder.glob("crash-*.log")) if self._folder.is_dir() else []:
            if path == self._path or _lives(path.stem.partition("-")[2]):
                continue
            try:
                text = path.read_text(encoding="utf-8", errors="replace")
                path.unlink()
            except OSError:
                continue  # another window was faster
            if text.strip():
                reports.append((text.replace(_HOME, "~") if len(_HOME) > 1 else text).strip())
        return "\n\n".join([*reports, "\n".join(versions())]) if reports else ""


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
