"""Where the local server listens: host names checked, addresses found, ports tried."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import re
import socket
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?")
_NEXT_PORTS = 20


class ServerError(Exception):
    """The local server cannot start; the text is one sentence for the person."""

    def __init__(self, sentence: str, free_port: int | None = None) -> None:
        super().__init__(sentence)
        self.free_port = free_port
        """A port that is free instead, when that is what was wrong."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a port."""

    host: str
    port: int

    @property
    def every_interface(self) -> bool:
        """The host means all of the machine's addresses."""
        return self.host in ("0.0.0.0", "::")  # noqa: S104 — compared, not bound

    @property
    def authority(self) -> str:
        """Host and port as in a URL, under a name that can be opened from this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


def checked_address(host: str, port: int) -> Address:
    """Check what a person gave; raises `ServerError`."""
    bare = host.strip()
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1]
    if not 0 <= port <= 65_535:
        raise ServerError(f"Port {port} does not exist; choose one from 1 to 65535, or 0 for any free one.")
    try:
        return Address(str(ipaddress.ip_address(bare)), port)
    except ValueError:
        pass
    if not _NAME.fullmatch(bare):
        raise ServerError(f"{host!a} is not a host name or an address; try 127.0.0.1 or localhost.")
    return Address(bare.lower(), port)


async def local_addresses(host: str) -> list[str]:
    """Give the addresses of this machine that a host means; raises `ServerError`."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError):
        raise ServerError(f"The host {host} is not known; try 127.0.0.1 or localhost.") from None
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    usable = [address for address in addresses if _bind_error(address, 0) is None]
    if not usable:
        raise ServerError(f"{host} is not an address of this machine; try 127.0.0.1 or localhost.")
    return usable


def free_port(addresses: list[str], after: int) -> int | None:
    """Find a port that is free on all the addresses: one of the next, or any."""
    candidates = list(range(after + 1, min(after + 1 + _NEXT_PORTS, 65_536))) if after else []
    for port in [*candidates, *(_any_port(addresses[0]) for _ in range(_NEXT_PORTS))]:
        if port and all(_bind_error(address, port) is None for address in addresses):
            return port
    return None


def listen_error(error: OSError, address: Address, addresses: list[str]) -> ServerError:
    """Say why listening failed, and which port would be free."""
    where = address.authority
    if error.errno == errno.EADDRINUSE:
        instead = free_port(addresses, address.port)
        offer = f"; port {instead} is free" if instead else ""
        return ServerError(
            f"Port {address.port} is taken by another program on {address.host}{offer}.", instead
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        instead = free_port(addresses, 1023)
        return ServerError(
            f"Port {address.port} needs more rights than this program has; choose one above 1023"
            f"{f', such as {instead}' if instead else ''}.",
            instead,
        )
    return ServerError(f"The local server cannot listen on {where}: {error.strerror or error}.")


def _any_port(address: str) -> int:
    with socket.socket(_family(address)) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return 0
        return int(probe.getsockname()[1])


def _bind_error(address: str, port: int) -> OSError | None:
    """Try to bind as the event loop will."""
    family = _family(address)
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind((address, port))
    except OSError as error:
        return error
    return None


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
