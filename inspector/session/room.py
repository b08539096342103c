"""Waiting for a capture that is written more slowly than the network delivers."""

from __future__ import annotations

import asyncio

from inspector.capture.capture_writer import CaptureWriter


async def until_room(capture: CaptureWriter) -> None:
    """Wait until the queue to the capture's writer has room; its thread tells of that."""
    if not capture.full:
        return
    loop, room = asyncio.get_running_loop(), asyncio.Event()

    def drained() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(room.set)

    capture.on_drained(drained)
    await room.wait()
