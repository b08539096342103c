"""Hears what a session tells, and waits for what a check is after."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from inspector.self_test.place import PATIENCE_S, CheckFailedError
from inspector.session.events import Closed, Event, Failed

Wanted = TypeVar("Wanted", bound=Event)


class Listener:
    """Keeps the events of one session until somebody asks for them."""

    def __init__(self) -> None:
        self._heard: list[Event] = []
        self._news = asyncio.Event()

    def hear(self, event: Event) -> None:
        """Take the next event."""
        self._heard.append(event)
        self._news.set()

    async def wait_for(self, kind: type[Wanted]) -> Wanted:
        """Take out the first event of a kind, also one that came before others. Raises `CheckFailedError`."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    for event in self._heard:
                        if isinstance(event, kind):
                            self._heard.remove(event)
                            return event
                    self._raise_for_end()
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise CheckFailedError(f"Nothing happened within {PATIENCE_S:.0f} seconds.") from None

    def _raise_for_end(self) -> None:
        for event in self._heard:
            if isinstance(event, Failed):
                raise CheckFailedError(f"{event.what} {event.hint}".strip())
            if isinstance(event, Closed):
                raise CheckFailedError(f"The connection was closed early with {event.code} {event.reason}.")
