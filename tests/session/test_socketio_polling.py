"""The client's polling against HTTP servers of bytes, which do what servers must not."""

import asyncio
import gzip
import json
import socket
import struct
import zlib

import pytest

from inspector.session.events import (
    Closed,
    EventReceived,
    Failed,
    HeartbeatMissed,
    NamespaceConnected,
    Opened,
    UpgradeFailed,
)
from inspector.session.options import TlsOptions
from inspector.session.socketio import polling
from tests.session.socketio_peers import Talk, http_heads, payloads, violations

OPEN = {"sid": "s1", "upgrades": [], "pingInterval": 25_000, "pingTimeout": 20_000, "maxPayload": 100}


def ok(body, *headers, status="200 OK"):
    body = body if isinstance(body, bytes) else body.encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def opening(**changes):
    return "0" + json.dumps(OPEN | changes)


class Peer:
    """Answers polls with the given responses in order, and POSTs with `ok`; the last poll waits."""

    def __init__(self, *polls, post=None):
        self.polls = list(polls)
        self.requests = []
        self.bodies = []
        self.post = post or ok("ok")
        self.connections = 0

    async def __call__(self, reader, writer):
        self.connections += 1
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests.append(head)
            if head.startswith("POST"):
                length = int(head.lower().partition("content-length:")[2].split()[0])
                self.bodies.append(await reader.readexactly(length))
                if self.bodies[-1].endswith(b"1") and self.waiting:
                    self.waiting.set()
                writer.write(self.post)
            elif self.polls:
                poll = self.polls.pop(0)
                writer.write(poll)
                if poll.startswith(b"!") or b"Connection: close" in poll:
                    return
            else:
                self.waiting = asyncio.Event()
                await self.waiting.wait()
                writer.write(ok("1:6" if "EIO=3" in head else "6"))

    waiting = None


@pytest.fixture
def against(run, capture, raw_server):
    def go(peer, until=None, **options):
        async def scenario():
            async with raw_server(peer) as port:
                session = Talk(capture, f"http://127.0.0.1:{port}", **{"transports": "polling", **options})
                if until is None:
                    await session.start()
                else:
                    session.start()
                    await until(session)
                await session.shut_down()
                await session.tasks.cancel_all()
                return session

        return run(scenario())

    return go


async def fine(session):
    await session.heard(EventReceived)


HELLO = '40{"sid":"n1"}\x1e42["fine",1]'


@pytest.mark.parametrize(
    "poll",
    [
        ok(HELLO),
        ok(gzip.compress(HELLO.encode()), "Content-Encoding: gzip"),
        ok(gzip.compress(HELLO.encode()), "content-encoding: X-GZIP"),
        ok(zlib.compress(HELLO.encode()), "Content-Encoding: deflate"),
        ok(zlib.compress(HELLO.encode(), wbits=-15), "Content-Encoding: deflate"),
        ok(gzip.compress(zlib.compress(HELLO.encode())), "Content-Encoding: deflate, gzip"),
        ok(HELLO, "Content-Encoding: identity"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n40{\"s\r\n%x\r\n%s\r\n0\r\n\r\n"
        % (len(HELLO) - 5, HELLO.encode()[5:]),
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok(HELLO),
        ok(HELLO, "Connection: close"),
        b"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n" + HELLO.encode(),
    ],
)  # fmt: skip
def test_bodies_of_every_form(against, capture, poll):
    peer = Peer(ok(opening()), poll)
    session = against(peer, fine)
    assert session.of(NamespaceConnected) == [NamespaceConnected("/", "n1")]
    assert session.of(EventReceived) == [EventReceived("/", "fine", (1,), None)]
    assert violations(capture) == []
    assert HELLO.encode() in payloads(capture)


def test_what_is_on_the_wire_is_in_the_capture(against, capture):
    compressed = ok(gzip.compress(HELLO.encode()), "Content-Encoding: gzip", "X-Odd:  kept ")
    peer = Peer(ok(opening()), compressed)
    against(peer, fine)
    capture.flush()
    stored = [one for one in capture.frames() if one.frame.payload == HELLO.encode()]
    assert len(stored) == 1
    head, _, body = compressed.partition(b"\r\n\r\n")
    assert capture.http_head(stored[0].id) == head + b"\r\n\r\n"
    assert stored[0].frame.wire_length == len(body)
    sent = [one for one in capture.frames() if one.frame.direction == 0]
    assert [capture.http_head(one.id).decode() for one in sent] == peer.requests


def test_the_request_is_a_browsers(against, capture):
    peer = Peer(
        ok(opening(), "Set-Cookie: io=s1; Path=/; HttpOnly", "Set-Cookie: gone=1; Max-Age=0"), ok(HELLO)
    )
    session = against(
        peer,
        fine,
        headers=(("X-One", "1"), ("Cookie", "mine=2"), ("User-Agent", "me"), ("Sec-WebSocket-Key", "no")),
        bearer_token="secret",
        origin="http://here",
    )
    assert session.of(Failed) == []
    first, *others = peer.requests
    assert first.startswith("GET /socket.io/?EIO=4&transport=polling&t=")
    for line in ("X-One: 1", "User-Agent: me", "Authorization: Bearer secret", "Origin: http://here"):
        assert all(f"\r\n{line}\r\n" in head for head in peer.requests)
    assert "\r\nCookie: mine=2\r\n" in first
    assert all("\r\nCookie: mine=2; io=s1\r\n" in head for head in others)
    assert all("&sid=s1&" in head for head in others)
    assert "Sec-WebSocket" not in first
    post = next(head for head in peer.requests if head.startswith("POST"))
    assert "\r\nContent-Type: text/plain;charset=UTF-8\r\n" in post
    assert peer.bodies[0] == b"40"
    # One connection for the polls, one for the POSTs, kept alive.
    assert peer.connections == 2


def test_bodies_are_no_larger_than_the_server_takes(against):
    peer = Peer(ok(opening()), ok(HELLO))

    async def until(session):
        await session.heard(EventReceived)
        for number in range(20):
            session.emit("number", number)
        session.emit("large", "x" * 200)
        while b"large" not in b"".join(peer.bodies):  # noqa: ASYNC110 — the peer only gathers
            await asyncio.sleep(0.01)

    against(peer, until)
    assert all(len(body) <= 100 or b"large" in body for body in peer.bodies)
    assert b"".join(peer.bodies).count(b"number") == 20
    assert len(peer.bodies) > 4


BAD_FIRST = [
    (ok("<!doctype html><p>hello", "Content-Type: text/html"), "but not as Engine.IO does: its first packet"),
    (ok(""), "its first packet is empty"),
    (ok(b"\xff\xfe"), "its first packet reads ff fe"),
    (ok("", status="404 Not Found"), "Nothing is at the path /socket.io/ of this server (404)"),
    (ok("", "Location: http://elsewhere/", status="301 Moved"), "to http://elsewhere/ (301)"),
    (ok("x", status="500 Oops"), "500: The server failed"),
    (ok("", "WWW-Authenticate: Basic", status="401 No"), "It asks for: Basic"),
    (ok('{"code":0,"message":"Transport unknown"}', status="400 Bad"), "does not offer the transport"),
    (ok('{"code":2,"message":"Bad handshake method"}', status="400 Bad Request"), "another method"),
    (ok('{"code":3,"message":"Bad request"}', status="400 Bad Request"), "finds the request malformed"),
    (ok('{"code":4,"message":"Forbidden"}', status="403 Forbidden"), "forbids the connection"),
    (ok('{"code":5,"message":"Unsupported protocol version"}', status="400 Bad"), "speaks Socket.IO 2"),
    (ok('"The client is using an unsupported version of the"', status="400 Bad"), "speaks Socket.IO 2"),
    (ok('{"code":[1],"message":5}', status="400 Bad"), "400"),
    (ok('97:0{"sid":"x"}2:40'), "The server speaks Socket.IO 2 (Engine.IO v3): it puts a length"),
    (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "not valid HTTP/1.1"),
    (b"HTTP/1.1 200 OK\nContent-Length: 1\n\nx", "its head end without CR"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "not valid HTTP/1.1"),
    (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", "not valid HTTP/1.1"),
    (b"!", "in the middle of a response head, after 1 bytes"),
    (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nabc", "not valid HTTP/1.1"),
    (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "not valid HTTP/1.1"),
    (ok(b"no gzip", "Content-Encoding: gzip"), "The body of the response is not valid gzip"),
    (ok(gzip.compress(b"x" * 99)[:-9], "Content-Encoding: gzip"), "not valid gzip"),
    (ok(b"x", "Content-Encoding: br"), "the content coding 'br', which was not asked for"),
    (ok(gzip.compress(b"x" * 5000), "Content-Encoding: gzip"), "larger than 2000 bytes"),
    (ok("x" * 2001), "larger than 2000 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("response", "words"), BAD_FIRST)
def test_what_is_no_handshake(against, capture, response, words):
    session = against(Peer(response), max_message_size=2000)
    (failed,) = session.of(Failed)
    assert words in failed.what + failed.hint, failed
    assert failed.what.endswith(".")
    assert session.of(Opened) == []
    record = capture.connections()[0]
    assert failed.what in record.error
    assert record.closed_ns
    assert session.of(Closed) == [Closed(1006, "", clean=False, by="local")]


def test_a_server_of_v4_is_known_by_its_first_packet(against):
    session = against(Peer(ok(opening())), eio=3)
    assert session.of(Failed)[0].hint == "Choose EIO 4 in the options."


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (
            ok('{"code":1,"message":"Session ID unknown"}', status="400 Bad Request"),
            "does not know this session",
        ),
        (ok("", status="413 Too Large"), "too large for it (413)"),
        (ok("x", status="502 Bad Gateway"), "502: A gateway"),
        (b"HTTP/1.1 nonsense\r\n\r\n", "not valid HTTP/1.1"),
        (ok(b"\xff"), "not UTF-8"),
        (ok("\x1e" * 100_001), "more than 100000 packets"),
    ],
)
def test_a_poll_that_ends_it(against, response, words):
    session = against(Peer(ok(opening()), ok(HELLO), response))
    (failed,) = session.of(Failed)
    assert words in failed.what
    assert session.of(Closed)[0].code == 1006


@pytest.mark.parametrize("post", [ok("", status="413 Too Large"), b"no HTTP\r\n\r\n"])
def test_a_post_that_ends_it(against, post):
    session = against(Peer(ok(opening()), post=post))
    assert session.of(Failed)[0].what
    assert session.of(Closed)[0].code == 1006


def test_one_bad_packet_in_a_payload_is_noted_at_its_response(against, capture):
    session = against(Peer(ok(opening()), ok('40{"sid":"n1"}\x1e9\x1e\x1ebA=\x1e42["fine"]')), fine)
    assert session.of(EventReceived)[0].event == "fine"
    capture.flush()
    notes = [note for note in capture.notes() if note.kind == "violation"]
    assert len(notes) == 3
    assert all(b"fine" in capture.frame(note.frame_id).frame.payload for note in notes)


def test_packets_with_the_handshake_are_heard(against):
    session = against(Peer(ok(opening() + "\x1e" + '40{"sid":"n1"}\x1e42["fine"]')), fine)
    assert session.of(NamespaceConnected) == [NamespaceConnected("/", "n1")]


def test_a_kept_connection_that_the_server_closed_costs_nothing(against):
    class Impatient(Peer):
        async def __call__(self, reader, writer):
            self.connections += 1
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if head.startswith("POST"):
                writer.write(self.post)
            elif self.polls:
                writer.write(self.polls.pop(0))
            else:
                await reader.read()
            # It closes without having said so.

    session = against(Impatient(ok(opening()), ok(HELLO)), fine)
    assert session.of(Failed) == []


def test_the_close_packet_of_the_server(against):
    session = against(Peer(ok(opening()), ok(HELLO + "\x1e1")))
    assert session.of(Closed) == [Closed(1000, "", clean=True, by="remote")]
    assert session.of(Failed) == []


@pytest.mark.parametrize("eio", [3, 4])
def test_a_missed_heartbeat(against, eio):
    first = opening(pingInterval=40, pingTimeout=20)
    session = against(Peer(ok(first if eio == 4 else f"{len(first)}:{first}2:40")), eio=eio)
    assert len(session.of(HeartbeatMissed)) == 1
    assert session.of(Failed)[0].what.startswith("No Engine.IO")


def test_a_server_that_never_answers_the_close(against):
    class Stuck(Peer):
        async def __call__(self, reader, writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if "sid=" not in head:
                writer.write(ok(opening()))
                await self(reader, writer)
            await reader.read()

    async def until(session):
        await session.heard(Opened)
        session.close()
        await session.wait_closed()

    session = against(Stuck(), until, close_timeout=0.05)
    assert session.of(Failed)[0].what == "The server did not answer the CLOSE packet."
    assert session.of(Closed)[0].by == "local"


def test_binary_payloads_of_v3(against, capture):
    first = opening()
    text, image = b"40", b'51-["image",{"_placeholder":true,"num":0}]'

    def framed(kind, packet):
        return bytes([kind, *map(int, str(len(packet)))]) + b"\xff" + packet

    body = framed(0, text) + framed(0, b"4" + image) + framed(1, b"\4\xff\0")
    session = against(
        Peer(ok(f"{len(first)}:{first}"), ok(body, "Content-Type: application/octet-stream")), fine, eio=3
    )
    assert session.of(EventReceived) == [EventReceived("/", "image", (b"\xff\0",), None)]
    assert violations(capture) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("x:40", "has no length before a packet"),
        ("2:4", "announces a packet of 2 and ends after 1"),
        ("99999999999:4", "has no length"),
        (b"\0\xff4", "has no length"),
        (b"\1\x0a\xff4", "has no length"),
        (b"\0\5\xff4", "announces a packet of 5 and ends after 1"),
        (b"\0\1\xff\xff", "not UTF-8"),
    ],
)
def test_broken_payloads_of_v3(against, body, words):
    first = opening()
    session = against(Peer(ok(f"{len(first)}:{first}2:40"), ok(body)), eio=3)
    assert words in session.of(Failed)[0].what


def test_lengths_of_v3_count_utf16(against):
    first = opening()
    # As JavaScript counts: each of these is two.
    packet = '42["smile","😀😀"]'
    body = f"2:40{len(packet) + 2}:{packet}"
    peer = Peer(ok(f"{len(first)}:{first}"), ok(body))

    async def until(session):
        await session.heard(EventReceived)
        session.emit("smile", "😀")
        while not peer.bodies:  # noqa: ASYNC110 — the peer only gathers
            await asyncio.sleep(0.01)

    session = against(peer, until, eio=3)
    assert session.of(EventReceived)[0].arguments == ("😀😀",)
    assert peer.bodies[0].decode() == '16:42["smile","😀"]'


def test_an_upgrade_that_fails_stays_with_polling(against, capture):
    peer = Peer(ok(opening(upgrades=["websocket"])), ok(HELLO))

    class NoWebSocket(Peer):
        async def __call__(self, reader, writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if "transport=websocket" in head:
                writer.write(ok('{"code":3,"message":"Bad request"}', status="400 Bad Request"))
                return
            both = asyncio.StreamReader()
            both.feed_data(head.encode())

            async def pass_on():
                while data := await reader.read(1000):
                    both.feed_data(data)
                both.feed_eof()

            passing = asyncio.get_running_loop().create_task(pass_on())
            try:
                await peer(both, writer)
            finally:
                passing.cancel()

    async def until(session):
        await session.heard(UpgradeFailed)
        await session.heard(EventReceived)

    session = against(NoWebSocket(), until, transports="polling-then-upgrade")
    (failed,) = session.of(UpgradeFailed)
    assert "finds the request malformed" in failed.what
    assert session.of(Failed) == []
    assert session.connection_id == 1


@pytest.mark.parametrize("transports", ["websocket", "polling", "polling-then-upgrade"])
def test_nobody_listens(run, capture, transports):
    async def scenario():
        session = Talk(capture, "http://127.0.0.1:1", transports=transports)
        await session.open()
        return session

    (failed,) = run(scenario()).of(Failed)
    assert "refused the connection: nothing listens there" in failed.what


def test_a_server_that_never_answers_times_out(against):
    async def never(reader, writer):
        await reader.read()

    session = against(never, open_timeout=0.05)
    assert session.of(Failed)[0].what.startswith("Timed out after 0.05 s")


def test_cancelling_while_connecting(against, capture):
    asked = asyncio.Event()

    async def never(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await reader.read()

    async def until(session):
        await asked.wait()
        session.abort()
        await session.wait_closed()

    session = against(never, until)
    assert session.of(Closed) == [Closed(1006, "", clean=False, by="local")]
    assert capture.connections()[0].error == "Connecting was cancelled."
    assert http_heads(capture)[0].startswith("GET ")


def test_a_proxy_is_used_for_polling_too(against, run, capture, raw_server):
    asked = []

    async def refusing(reader, writer):
        asked.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")

    async def scenario():
        async with raw_server(refusing) as port:
            session = Talk(
                capture, "http://server.invalid:81", transports="polling", proxy=f"http://127.0.0.1:{port}"
            )
            await session.open()
            return session

    session = run(scenario())
    assert asked == [b"CONNECT server.invalid:81 HTTP/1.1"]
    assert session.of(Failed)[0].what.startswith("The proxy refused: 403")


def test_a_missing_ca_file_is_said(run, capture):
    async def scenario():
        session = Talk(
            capture, "https://127.0.0.1:1", transports="polling", tls=TlsOptions(ca_file="/nowhere.pem")
        )
        await session.open()
        return session

    assert "does not exist" in run(scenario()).of(Failed)[0].what


def test_a_response_of_many_packets_lets_others_have_their_turn(against, monkeypatch):
    monkeypatch.setattr(polling, "SLICE_S", 0)
    turns, heard = 0, []

    def count():
        nonlocal turns
        turns += 1
        if len(heard) < 50:
            asyncio.get_running_loop().call_soon(count)

    async def until(session):
        session.on_count = lambda number: heard.append((turns, number))
        count()
        await session.heard(EventReceived, 50)

    packets = ['40{"sid":"n1"}', *(f'42["e",{number}]' for number in range(50))]
    session = against(Peer(ok(opening()), ok("\x1e".join(packets))), until)
    assert [event.arguments for event in session.of(EventReceived)] == [(number,) for number in range(50)]
    assert len({turn for turn, _number in heard}) == 50


def redirecting(location, status="307 Temporary Redirect"):
    return ok("", f"Location: {location}", "Set-Cookie: place=first", status=status)


CREDENTIALS = {"headers": (("Cookie", "typed=1"), ("X-Kept", "yes")), "bearer_token": "secret"}


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent"])
def test_a_redirect_to_another_origin_is_followed_without_credentials(
    against, raw_server, run, capture, status
):
    there = Peer(ok(opening()), ok(HELLO))

    async def scenario():
        async with raw_server(there) as port:
            target = f"http://127.0.0.1:{port}/there/?EIO=4&transport=polling&who=me"
            here = Peer(redirecting(target, status))
            async with raw_server(here) as first:
                session = Talk(
                    capture,
                    f"http://127.0.0.1:{first}",
                    transports="polling",
                    follow_redirects=True,
                    query=(("gone", "1"),),
                    **CREDENTIALS,
                )
                session.start()
                await fine(session)
                await session.shut_down()
                await session.tasks.cancel_all()
                return session, here

    session, here = run(scenario())
    assert session.of(EventReceived) == [EventReceived("/", "fine", (1,), None)]
    assert len(here.requests) == 1
    assert "Authorization: Bearer secret" in here.requests[0]
    assert there.requests[0].startswith("GET /there/?EIO=4&transport=polling&who=me HTTP/1.1\r\n")
    assert there.requests[1].startswith(("GET /there/?who=me&EIO=4&", "POST /there/?who=me&EIO=4&"))
    for head in there.requests:
        assert "X-Kept: yes" in head
        assert "Authorization" not in head
        assert "Cookie" not in head
    capture.flush()
    assert [note.text for note in capture.notes() if note.kind == "check"] == [
        f"Redirected to {capture.connections()[1].url.partition('/there/')[0].replace('http', 'ws')}"
        "/there/?EIO=4&transport=polling&who=me."
    ]
    assert capture.connections()[0].error is None


def test_a_redirect_within_the_origin_keeps_credentials_and_cookies(against):
    peer = Peer(redirecting("/there/?EIO=4&transport=polling"), ok(opening()), ok(HELLO))
    against(peer, fine, follow_redirects=True, **CREDENTIALS)
    assert "Authorization: Bearer secret" in peer.requests[1]
    assert "typed=1" in peer.requests[1]
    assert peer.requests[1].startswith("GET /there/?")


def test_redirects_of_polling_in_a_circle_end(against):
    peer = Peer(*[redirecting("/socket.io/?EIO=4&transport=polling")] * 20)
    session = against(peer, follow_redirects=True)
    assert session.of(Failed)[0].what == "There were more than 10 redirects."
    assert len(peer.requests) == 11


@pytest.mark.parametrize(
    ("follow", "location", "hint"),
    [
        (False, "http://elsewhere/", "Turn on following redirects, or use the target for the URL."),
        (True, "ftp://elsewhere/", "It is not followed: "),
    ],
)
def test_a_redirect_that_is_not_followed(against, follow, location, hint):
    session = against(Peer(redirecting(location)), follow_redirects=follow)
    (failed,) = session.of(Failed)
    assert failed.what == f"The server redirects the polling request to {location} (307)."
    assert failed.hint.startswith(hint)


def test_a_session_stays_with_its_server(against):
    session = against(Peer(ok(opening()), redirecting("/elsewhere/")), follow_redirects=True)
    (failed,) = session.of(Failed)
    assert failed.what == "The server redirects the polling request to /elsewhere/ (307)."
    assert failed.hint.startswith("A session stays with its server")


def test_a_redirect_to_a_page_is_told_as_what_it_is(against):
    peer = Peer(redirecting("/login", "302 Found"), ok("<!doctype html>"))
    session = against(peer, follow_redirects=True)
    assert peer.requests[1].startswith("GET /login HTTP/1.1\r\n")
    assert session.of(Failed)[0].what.endswith("its first packet reads '<!doctype html>'.")


def test_a_connection_that_is_reset_while_a_poll_waits(against):
    asked = []

    async def peer(reader, writer):
        while True:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            if len(asked) > 1:
                break
            writer.write(ok(opening()))
        # RST instead of FIN, as a server that was killed sends it.
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        writer.transport.abort()

    session = against(peer)
    (failed,) = session.of(Failed)
    assert failed.what.startswith("The server dropped the TCP connection before it had answered a ")
    assert session.of(Closed)[0].by == "remote"
