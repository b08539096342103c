"""Files that the program brings along: icons, themes and the local server's page."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Find a resource by its path below this package, for example ``("icons", "send.svg")``.

    Works from the source tree, from an installed wheel and inside a PyInstaller bundle.
    Raises `FileNotFoundError` with a sentence for the person when the resource is missing.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"The file {'/'.join(parts)} of the program is missing. Install it again.")
    return path


def _root() -> Path:
    # PyInstaller unpacks data files below sys._MEIPASS; the modules themselves stay in an archive.
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).parent
