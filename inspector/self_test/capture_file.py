"""The capture goes to disk, and reads the same when it is opened again."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

from inspector.capture.records import StoredFrame
from inspector.capture.store import Capture
from inspector.self_test.place import CheckFailedError, Place

TITLE = "capture"


async def check(place: Place) -> str:
    """Copy what was recorded so far, open the copy, and compare it frame by frame."""
    copy = place.folder / "copy.wscap"
    await asyncio.to_thread(place.capture.save_copy, copy)
    written, read = list(place.capture.frames()), await asyncio.to_thread(_read, copy)
    if written != read or not read:
        raise CheckFailedError(
            f"{len(written)} frames were written, and the reopened file differs from them."
        )
    return f"{len(read)} frames written and read again, {copy.stat().st_size:,} bytes"


def _read(path: Path) -> list[StoredFrame]:
    with closing(Capture.open(path)) as capture:
        return list(capture.frames())
