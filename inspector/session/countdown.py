"""The time until the next attempt to connect, told once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inspector.capture.capture_writer import CaptureWriter
from inspector.session.backoff import Backoff
from inspector.session.events import Event, Reconnecting, State, StateChanged


async def count_down(
    backoff: Backoff, capture: CaptureWriter, connection_id: int | None, emit: Callable[[Event], None]
) -> bool:
    """Wait until the next attempt is due; False at once when there is none."""
    delay = backoff.next_delay()
    if delay is None:
        return False
    told = f"Attempt {backoff.attempt} to reconnect follows in {delay:g} s."
    capture.add_note("reconnect", told, connection_id=connection_id)
    loop = asyncio.get_running_loop()
    until = loop.time() + delay
    try:
        while (left := until - loop.time()) > 0:
            emit(Reconnecting(backoff.attempt, left))
            await asyncio.sleep(min(1.0, left))
    except asyncio.CancelledError:
        # The state is the same, but who shows the countdown learns that it is over.
        emit(StateChanged(State.CLOSED))
        raise
    return True
