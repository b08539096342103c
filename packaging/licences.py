"""The licences of what is in the bundle: each package's own texts, and what Qt's licence asks to say."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from environment import LOCKS, ROOT

FOLDER = "licences"
NOTICE = ROOT / "packaging" / "licences.txt"
COMMON = Path("/usr/share/common-licenses")
"""Where Debian keeps the texts that many programs need; Qt's wheels bring none."""
TEXT = re.compile(r"(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$", re.IGNORECASE)
PINNED = re.compile(r"^([a-z0-9-]+)==", re.MULTILINE)


def licence_files() -> list[tuple[str, str]]:
    """List what PyInstaller shall take along as pairs of a file and its folder in the bundle."""
    files = [(str(ROOT / "LICENSE"), FOLDER), (str(NOTICE), FOLDER)]
    files += [(str(COMMON / name), FOLDER) for name in ("GPL-3", "LGPL-3") if (COMMON / name).is_file()]
    for name in PINNED.findall((LOCKS / "run.txt").read_text()):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # it is for another system
        files += [(text, f"{FOLDER}/{name}") for text in _texts(found)]
    return files


def _texts(package: Distribution) -> list[str]:
    return [
        str(package.locate_file(file))
        for file in package.files or []
        if ".dist-info" in file.parts[0] and TEXT.search(file.name)
    ]
