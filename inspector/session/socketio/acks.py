"""Events of ours that wait for their ack, and those that waited in vain."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inspector.session.errors import SessionError
from inspector.session.events import AckLost, AckReceived, AckTimedOut
from inspector.session.socketio.faults import SOCKET, PacketError

MAX_WAITING = 10_000
_MAX_LATE = 1_000
"""How many that timed out are remembered, to tell a late ack from one that nobody asked for."""

_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Waiting:
    event: str
    sent_at: float
    timer: asyncio.TimerHandle | None = None


class Acks:
    """Pairs each ack with its event; ids count from 0 in each namespace, as the client's do."""

    def __init__(self, tell: Callable[[AckReceived | AckTimedOut | AckLost], None]) -> None:
        self._tell = tell
        self._next: dict[str, int] = {}
        self._waiting: dict[_Key, _Waiting] = {}
        self._late: OrderedDict[_Key, _Waiting] = OrderedDict()

    def expect(self, namespace: str, event: str, timeout: float | None) -> int:
        """Give the id for an event that is about to be sent; raises `SessionError` for too many."""
        if len(self._waiting) >= MAX_WAITING:
            raise SessionError(
                f"{MAX_WAITING} events wait for their ack already: give them a timeout, or send without ack."
            )
        ack_id = self._next.get(namespace, 0)
        self._next[namespace] = ack_id + 1
        key, timer = (namespace, ack_id), None
        if timeout is not None:
            timer = asyncio.get_running_loop().call_later(timeout, self._timed_out, key, timeout)
        self._waiting[key] = _Waiting(event, time.perf_counter(), timer)
        return ack_id

    def arrived(self, namespace: str, ack_id: int, arguments: tuple[Any, ...]) -> None:
        """Pair an ack; raises `PacketError` for one that nobody waits for."""
        key = (namespace, ack_id)
        waiting, late = self._waiting.pop(key, None), False
        if waiting is None:
            waiting, late = self._late.pop(key, None), True
        if waiting is None:
            told = f"An ack with the id {ack_id} came in {namespace}, which no event of ours waits for"
            raise PacketError(f"{told}: it is ignored.", SOCKET)
        if waiting.timer is not None:
            waiting.timer.cancel()
        latency = time.perf_counter() - waiting.sent_at
        self._tell(AckReceived(namespace, ack_id, waiting.event, latency, arguments, late))

    def _timed_out(self, key: _Key, seconds: float) -> None:
        waiting = self._waiting.pop(key)
        self._late[key] = waiting
        if len(self._late) > _MAX_LATE:
            self._late.popitem(last=False)
        self._tell(AckTimedOut(*key, waiting.event, seconds))

    def give_up(self, namespace: str | None = None) -> None:
        """Wait no longer, in one namespace or in all: the answer can never come."""
        for key in [key for key in self._waiting if namespace in (None, key[0])]:
            waiting = self._waiting.pop(key)
            if waiting.timer is not None:
                waiting.timer.cancel()
            self._tell(AckLost(*key, waiting.event))
