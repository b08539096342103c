"""Waiting for what the window shows, in coroutines and with qtbot."""

from __future__ import annotations

import asyncio


async def until(condition, seconds=15):
    """Let the loop run until something is so."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - Qt's state has no event to wait for
            await asyncio.sleep(0.01)


def settle(qtbot, log, count):
    """Wait until the log shows so many rows and has counted them all."""
    qtbot.waitUntil(lambda: log.model.rowCount() == count and log.choice.counted().complete)
