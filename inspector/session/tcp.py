"""Names to addresses, and addresses to one TCP connection."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import threading
from collections.abc import Sequence
from typing import Any

from inspector.session.tasks import Tasks

_NEXT_ADDRESS_S = 0.25
"""RFC 8305 §5: the delay before the next address is tried beside a slow one."""

Address = tuple[int, tuple[Any, ...]]
"""A family, and an address as that family's sockets take it."""


async def resolve(host: str, port: int) -> list[Address]:
    """Look up a name's addresses; raises `socket.gaierror`.

    The look-up cannot be interrupted, so it runs in a thread that nobody has to wait for: closing the
    program must not hang because a name server does.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[Address]] = loop.create_future()

    def settle(found: list[Address] | None, error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or [])

    def look_up() -> None:
        found, error = None, None
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = [(int(entry[0]), entry[4]) for entry in entries]
        except (OSError, UnicodeError) as failed:
            error = failed
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, found, error)

    threading.Thread(target=look_up, name=f"look up {host}", daemon=True).start()
    return await answer


async def connect_first(addresses: Sequence[Address]) -> socket.socket:
    """Connect to the address that answers first; raises the `OSError` of the first one if none does.

    Each address is tried when the one before has failed, or beside it when it is slow (RFC 8305).
    """
    failures: list[BaseException] = []
    attempts = Tasks(failures.append)
    pending: set[asyncio.Task[socket.socket]] = set()
    waiting = _interleaved(addresses)
    try:
        while waiting or pending:
            if waiting:
                address = waiting.pop(0)
                pending.add(attempts.start(_connect_to(*address), f"connect to {address[1]}"))
            done, pending = await asyncio.wait(
                pending, timeout=_NEXT_ADDRESS_S if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            pending |= {task for task in done if task.exception() is None}
            won = next((task for task in pending if task.done()), None)
            if won is not None:
                pending.discard(won)
                return won.result()
    finally:
        await _let_go(pending)
    raise failures[0] if failures else OSError("the name has no address")


async def _let_go(attempts: set[asyncio.Task[socket.socket]]) -> None:
    for task in attempts:
        task.cancel()
    for late in await asyncio.gather(*attempts, return_exceptions=True):
        if isinstance(late, socket.socket):
            late.close()


def _interleaved(addresses: Sequence[Address]) -> list[Address]:
    """Take the families in turn, so that one that is dead costs one delay (RFC 8305 §4)."""
    families: dict[int, list[Address]] = {}
    for address in addresses:
        families.setdefault(address[0], []).append(address)
    rounds = itertools.zip_longest(*families.values())
    return [address for some in rounds for address in some if address is not None]


async def _connect_to(family: int, address: tuple[Any, ...]) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, address)
    except BaseException:
        sock.close()
        raise
    return sock


def peer_of(sock: socket.socket) -> str | None:
    """Give the other end as ``address:port``."""
    try:
        host, port, *_ = sock.getpeername()
    except OSError:
        return None
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
