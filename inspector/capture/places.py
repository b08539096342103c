"""Where captures are kept when the person names no file."""

from __future__ import annotations

import time
from pathlib import Path

import platformdirs


def home() -> Path:
    """Give the person's home; the root of the file system where none is known, as in some containers."""
    try:
        return Path.home()
    except RuntimeError:
        return Path("/")


def captures_folder() -> Path:
    """Give the folder of captures in the user's data folder; it may not exist yet."""
    data = platformdirs.user_data_dir("websocket-inspector", appauthor=False)
    # Without a home, what begins with a tilde would become a folder of that name, wherever one happens to be.
    known = data.replace("~", str(home()), 1) if data.startswith("~") else data
    return Path(known) / "captures"


def new_capture_path() -> Path:
    """Give a file name that nothing has yet, made of the date and time."""
    folder = captures_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = time.strftime("%Y-%m-%d %H.%M.%S")
    path = folder / f"{stem}.wscap"
    number = 2
    while path.exists():
        path = folder / f"{stem} {number}.wscap"
        number += 1
    return path
