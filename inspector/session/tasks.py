"""The one door for tasks: each is kept until it ends, and none fails in silence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

ExceptionReporter = Callable[[BaseException], None]


class Tasks:
    """Tasks of one owner; `report` hears of each exception that ended one of them."""

    def __init__(self, report: ExceptionReporter | None = None) -> None:
        self._report = report
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, coroutine: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run a coroutine in a task that is kept alive until it ends."""
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def cancel_all(self) -> None:
        """Cancel what still runs and wait until it has ended."""
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def wait_all(self) -> None:
        """Wait until none runs any more, those included that start meanwhile."""
        while running := [task for task in self._running if task is not asyncio.current_task()]:
            await asyncio.wait(running)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        exception = task.exception()
        if exception is None:
            return
        if self._report is not None:
            self._report(exception)
            return
        task.get_loop().call_exception_handler(
            {"message": f"Task {task.get_name()!r} failed", "exception": exception, "task": task}
        )
