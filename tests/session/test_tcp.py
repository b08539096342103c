"""Looking names up, and the first of several addresses to answer."""

import asyncio
import socket
import threading

import pytest

from inspector.session.events import Phase
from inspector.session.tcp import connect_first, peer_of, resolve

NOBODY_LISTENS = ("127.0.0.1", 1)


@pytest.fixture
def listening():
    """Listen on a loopback address; gives a socket."""
    made = []

    def listen(host="127.0.0.1", port=0, backlog=10):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        made.append(socket.create_server((host, port), family=family, backlog=backlog))
        return made[-1]

    yield listen
    for sock in made:
        sock.close()


@pytest.fixture
def slow(listening):
    """Give an address that lets nobody in and refuses nobody: its backlog is full."""
    server = listening(backlog=0)
    fillers = []
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(server.getsockname())
        fillers.append(filler)
    yield (socket.AF_INET, server.getsockname())
    for filler in fillers:
        filler.close()


def four(sock):
    return (socket.AF_INET, sock.getsockname())


def test_a_name_becomes_addresses(run):
    families = {family for family, _ in run(resolve("localhost", 80))}
    assert families <= {socket.AF_INET, socket.AF_INET6}
    assert run(resolve("127.0.0.1", 80)) == [(socket.AF_INET, ("127.0.0.1", 80))]


def test_the_next_address_is_tried_when_one_refuses(run, listening):
    server = listening()

    async def scenario():
        return await connect_first([(socket.AF_INET, NOBODY_LISTENS), four(server)])

    with run(scenario()) as sock:
        assert sock.getpeername() == server.getsockname()
        assert peer_of(sock) == f"127.0.0.1:{server.getsockname()[1]}"


def test_the_next_address_is_tried_beside_a_slow_one(run, listening, slow):
    server = listening()

    async def scenario():
        return await connect_first([slow, four(server)])

    with run(scenario()) as sock:
        assert sock.getpeername() == server.getsockname()


def test_families_take_turns(run, listening, slow):
    """All that is slow is IPv4; the one IPv6 address must not wait behind it."""
    server = listening("::1")
    tried = []

    async def scenario():
        loop = asyncio.get_running_loop()
        connect = loop.sock_connect

        async def watched(sock, address):
            tried.append(address[0])
            await connect(sock, address)

        loop.sock_connect = watched
        return await connect_first([slow, slow, slow, (socket.AF_INET6, server.getsockname())])

    with run(scenario()) as sock:
        assert peer_of(sock) == f"[::1]:{server.getsockname()[1]}"
    assert tried == ["127.0.0.1", "::1"]


def test_the_first_failure_is_told_when_none_answers(run):
    async def scenario():
        await connect_first([(socket.AF_INET, NOBODY_LISTENS), (socket.AF_INET, ("127.0.0.2", 2))])

    with pytest.raises(ConnectionRefusedError, match=r"127\.0\.0\.1"):
        run(scenario())


def test_no_address_is_a_failure_too(run):
    with pytest.raises(OSError, match="no address"):
        run(connect_first([]))


def test_giving_up_leaves_no_socket_behind(run, slow):
    async def scenario():
        async with asyncio.timeout(0.01):
            await connect_first([slow, slow])

    with pytest.raises(TimeoutError):
        run(scenario())


def test_a_name_server_that_hangs_holds_nobody_up(run, heard, monkeypatch):
    """The look-up goes on in its thread; neither the session nor the event loop waits for it."""
    answer = threading.Event()
    asked = threading.Event()

    def hang(*args, **kwargs):
        asked.set()
        answer.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", hang)

    async def scenario():
        session = heard("ws://slow.example/", open_timeout=0.05)
        await session.open()
        return session

    try:
        session = run(scenario())
        assert asked.is_set()
        assert not answer.is_set()
    finally:
        answer.set()
    assert session.failed.phase is Phase.DNS
    assert session.failed.what == "Timed out after 0.05 s while looking up the host name."


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "Check the spelling"),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "name server does not answer"),
        (UnicodeError("label too long"), "Check the spelling"),
    ],
)
def test_names_that_are_not_found(run, heard, monkeypatch, error, hint):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    async def scenario():
        session = heard("ws://nowhere.example/")
        await session.open()
        return session

    failed = run(scenario()).failed
    assert failed.phase is Phase.DNS
    assert failed.what == "The host name nowhere.example cannot be found."
    assert hint in failed.hint
