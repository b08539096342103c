"""Takes out of the bundle's shared objects where the Python that they come from looked for its libraries."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from shared_libraries import Entry, private_headers

KINDS = ("BINARY", "EXTENSION")
ABSOLUTE = re.compile(r"^\s*(?:RPATH|RUNPATH)\s+(/.*)$", re.MULTILINE)
OWN_FOLDER = b"$ORIGIN"


def without_foreign_paths(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Put copies, made in `folder`, in the place of shared objects that look in a folder of this machine.

    On another machine that folder is nobody's, or somebody's who could put a library there.
    """
    return [
        (place, str(_without_path(Path(source), folder / place)), kind)
        if kind in KINDS and ABSOLUTE.search(private_headers(source))
        else (place, source, kind)
        for place, source, kind in entries
    ]


def _without_path(source: Path, copy: Path) -> Path:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, copy)
    content = copy.read_bytes()
    for path in ABSOLUTE.findall(private_headers(str(source))):
        named = path.encode() + b"\0"
        if len(path) < len(OWN_FOLDER) or content.count(b"\0" + named) != 1:
            raise SystemExit(f"The path {path} in {source} cannot be replaced: it is not there just once.")
        content = content.replace(b"\0" + named, b"\0" + OWN_FOLDER.ljust(len(named), b"\0"))
    copy.write_bytes(content)
    return copy
