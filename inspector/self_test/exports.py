"""A capture can be written in every format there is."""

from __future__ import annotations

import asyncio

from inspector.capture.exporting import FORMATS, export
from inspector.self_test.place import CheckFailedError, Place

TITLE = "export"


async def check(place: Place) -> str:
    """Write what was recorded so far in each format."""
    told = []
    for kind in FORMATS:
        path = place.folder / f"export.{kind.ending}"
        await asyncio.to_thread(export, place.capture, kind.name, path)
        if not path.stat().st_size:
            raise CheckFailedError(f"The export as {kind.title} is empty.")
        told.append(f"{kind.name} {path.stat().st_size:,}")
    return f"bytes: {', '.join(told)}"
