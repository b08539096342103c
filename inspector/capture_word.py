"""Tells a capture from an address: a desktop hands over both in the same place of the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

SUFFIX = ".wscap"


def capture_in(word: str) -> Path | None:
    """Give the path of the capture that a word names, as ``file://`` URL or as path; None for an address.

    A path counts when a file is there, or when it ends like one: then opening it says what is wrong.
    """
    if word.lower().startswith("file:"):
        path = unquote(urlsplit(word).path)
        # On Windows RFC 8089 writes file:///C:/folder/name.
        return Path(path.lstrip("/") if sys.platform == "win32" else path)
    if "://" in word:
        return None
    path_typed = Path(word)
    return path_typed if path_typed.suffix == SUFFIX or path_typed.is_file() else None
