"""The icons, themes and pages that belong to the program are there."""

from __future__ import annotations

from inspector.self_test.place import Place
from resources import resource_path

TITLE = "files of the program"
ONE_OF_EACH = ("icons/app.svg", "themes/dark.json", "themes/style.qss", "server/index.html")


async def check(_place: Place) -> str:
    """Find one of each kind and count them all."""
    for name in ONE_OF_EACH:
        resource_path(*name.split("/"))
    count = sum(1 for path in resource_path().rglob("*.*") if path.suffix != ".pyc")
    return f"{count} files"
