"""The task that lives through a session's connections: begun once at a time, waited for, given up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

from inspector.session.errors import SessionError
from inspector.session.events import State
from inspector.session.options import ConnectOptions
from inspector.session.tasks import Tasks


class Lives(Protocol):
    """What can be lived through: connections one after the other, until no other follows."""

    @property
    def state(self) -> State:
        """The connection's state."""
        ...

    async def run(self, options: ConnectOptions) -> None:
        """Connect, and again after the connection was lost where that is asked for."""
        ...


class Living:
    """Runs a life in a task of its own, which ends with whoever waits in `through`."""

    def __init__(self, life: Lives, name: str) -> None:
        self._life = life
        self._name = name
        self._tasks = Tasks(lambda error: None)  # `through` raises it
        self._task: asyncio.Task[None] | None = None

    async def through(self, options: ConnectOptions) -> None:
        """Live until no connection follows; raises `SessionError` while that is under way already."""
        if self._task is not None and not self._task.done():
            raise SessionError(f"The connection is {self._life.state}: close it before it is opened again.")
        task = self._task = self._tasks.start(self._life.run(options), self._name)
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
        error = None if task.cancelled() else task.exception()
        if error is not None:
            raise error

    def cancel(self) -> None:
        """Give up what is under way, if anything is."""
        if self._task is not None:
            self._task.cancel()

    async def end(self, close: Callable[[], None], drop: Callable[[float], None], within: float) -> None:
        """End what is under way; `drop` hears of the seconds in which the other endpoint did not close."""
        if self._life.state in (State.OPEN, State.CLOSING):
            # The other endpoint may have begun to close a moment ago.
            with contextlib.suppress(SessionError):
                close()
            try:
                async with asyncio.timeout(within):
                    await self.wait_ended()
            except TimeoutError:
                drop(within)
        else:
            self.cancel()
        await self.wait_ended()

    async def wait_ended(self) -> None:
        """Wait until nothing is under way."""
        if self._task is not None:
            await asyncio.wait([self._task])
