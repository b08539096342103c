"""The client against Socket.IO 2, 3 and 4 of Node with Express."""

import asyncio
import itertools

import pytest

from inspector.session.errors import SessionError
from inspector.session.events import (
    AckReceived,
    AckTimedOut,
    Closed,
    EngineOpened,
    EventReceived,
    Failed,
    HeartbeatAnswered,
    NamespaceConnected,
    NamespaceLeft,
    NamespaceRefused,
    Opened,
    Reconnecting,
    RoundTrip,
    State,
    StateChanged,
    Upgraded,
)
from inspector.session.options import Compression, Reconnect
from inspector.session.socketio.namespaces import NamespaceState
from inspector.wire.records import Direction
from tests.peers.install import node_environment
from tests.session.socketio_peers import NodeServer, Talk, http_heads, payloads, violations

TRANSPORTS = ["websocket", "polling", "polling-then-upgrade"]
VERSIONS = [2, 3, 4]
EVERYTHING = list(itertools.product(VERSIONS, TRANSPORTS))
# U+10FFFF and a lone surrogate: lengths of polling v3 count UTF-16 code units.
ARGUMENTS = (None, True, 1, 2.5, "Grüße 👋 \x1e", [], {"a": [1, {"b": None}]})
BINARY = (b"\0\xff", {"deep": [b"", b"x" * 70_000]}, "text")


@pytest.fixture(scope="session")
def environment():
    return node_environment()


@pytest.fixture
def talk(run, capture, environment):
    """Run a scenario with a connected session and the server: ``talk(version, scenario, **options)``."""

    def go(version, scenario, server_options=None, url="http://127.0.0.1:{port}", connect=True, **options):
        async def whole():
            async with NodeServer(environment, version, **(server_options or {})) as server:
                session = Talk(
                    capture, url.format(port=server.port), **{"eio": 3 if version == 2 else 4, **options}
                )
                if connect:
                    await session.connected()
                result = await scenario(session, server)
                await session.shut_down()
                await session.tasks.cancel_all()
                return result if result is not None else session

        return run(whole())

    return go


@pytest.mark.parametrize(("version", "transports"), EVERYTHING)
def test_hello_and_goodbye(talk, capture, version, transports):
    async def scenario(session, server):
        assert await session.heard(EventReceived) == EventReceived(
            "/", "welcome", ({"hello": "wörld"},), None
        )
        assert (await server.said())[0] == "connected"
        await session.bye()
        assert (await server.said())[0] == "disconnected"

    session = talk(version, scenario, transports=transports)
    states = [event.state for event in session.of(StateChanged)]
    assert states == [State.CONNECTING, State.OPEN, State.CLOSING, State.CLOSED]
    assert session.of(Closed) == [Closed(1000, "", clean=True, by="local")]
    assert session.of(Failed) == []
    opened = session.of(EngineOpened)[0]
    assert opened.transport == ("websocket" if transports == "websocket" else "polling")
    assert (opened.ping_interval, opened.ping_timeout) == (25, 5 if version == 3 else 20)
    assert violations(capture) == []
    assert all(record.error is None and record.closed_ns for record in capture.connections())


@pytest.mark.parametrize(("version", "transports"), EVERYTHING)
def test_arguments_come_back_as_they_were(talk, capture, version, transports):
    async def scenario(session, server):
        session.emit("echo", *ARGUMENTS)
        session.emit("echo", *BINARY)
        session.emit("echo")
        await session.heard(EventReceived, 4)

    session = talk(version, scenario, transports=transports)
    assert session.of(EventReceived)[1:] == [
        EventReceived("/", "echo", ARGUMENTS, None),
        EventReceived("/", "echo", BINARY, None),
        EventReceived("/", "echo", (), None),
    ]
    assert violations(capture) == []
    assert session.catalogue.count(Direction.SENT, "/", "echo") == 3
    assert session.catalogue.count(Direction.RECEIVED, "/", "echo") == 3
    assert session.catalogue.count(Direction.RECEIVED, "/", "welcome") == 1


@pytest.mark.parametrize(("version", "transports"), EVERYTHING)
def test_acks_are_paired_with_their_events(talk, version, transports):
    async def scenario(session, server):
        ids = [
            session.emit("echo", "one", ack=True),
            session.emit("mute", ack=True, ack_timeout=0.05),
            session.emit("echo", b"two", ack=True),
        ]
        assert ids == [0, 1, 2]
        await session.heard(AckReceived, 2)
        await session.heard(AckTimedOut)

    session = talk(version, scenario, transports=transports)
    one, two = session.of(AckReceived)
    assert (one.ack_id, one.event, one.arguments, one.late) == (0, "echo", ("one",), False)
    assert (two.ack_id, two.event, two.arguments) == (2, "echo", (b"two",))
    assert 0 < one.latency < 30
    assert session.of(AckTimedOut) == [AckTimedOut("/", 1, "mute", 0.05)]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_server_gets_its_ack(talk, version):
    async def scenario(session, server):
        session.emit("ask")
        question = await session.heard(EventReceived, 2)
        assert (question.event, question.arguments, question.ack_id is not None) == ("question", (42,), True)
        session.answer("/", question.ack_id, "yes", b"\1")
        answered = await session.heard(EventReceived, 3)
        assert answered == EventReceived("/", "answered", ("yes", b"\1"), None)

    talk(version, scenario)


@pytest.mark.parametrize(("version", "transports"), EVERYTHING)
def test_several_namespaces_at_once(talk, capture, version, transports):
    async def scenario(session, server):
        await session.heard(NamespaceConnected, 2)
        await session.heard(EventReceived, 2)
        session.leave("/admin")
        with pytest.raises(SessionError, match="/admin is left"):
            session.emit("x", namespace="/admin")

    asked = {"namespaces": ("/", "/admin?token=secret")} if version == 2 else {
        "namespaces": ("/", "/admin"), "auth_of": (("/admin", '{"token": "secret"}'),)
    }  # fmt: skip
    session = talk(version, scenario, transports=transports, **asked)
    assert {event.namespace for event in session.of(NamespaceConnected)} == {"/", "/admin"}
    assert EventReceived("/admin", "welcome", ("admin",), None) in session.of(EventReceived)
    assert session.of(NamespaceLeft)[0] == NamespaceLeft("/admin", "local")
    assert violations(capture) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_namespace_refuses(talk, capture, version):
    async def scenario(session, server):
        session.join("/admin")
        refused = await session.heard(NamespaceRefused)
        assert refused.namespace == "/admin"
        assert refused.message == "not authorized" if version > 2 else refused.data
        assert session.namespaces == {"/": NamespaceState.JOINED, "/admin": NamespaceState.REFUSED}
        if version > 2:
            assert refused.data == '{"message": "not authorized", "data": {"code": 7}}'
            session.join("/admin", '{"token": "secret"}')
            assert (await session.heard(NamespaceConnected, 2)).namespace == "/admin"

    talk(version, scenario)
    assert violations(capture) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_namespace_that_does_not_exist(talk, version):
    async def scenario(session, server):
        session.join("/nowhere")
        assert (await session.heard(NamespaceRefused)).message == "Invalid namespace"

    talk(version, scenario)


def test_the_path_of_the_url_is_a_namespace(talk):
    async def scenario(session, server):
        assert session.of(NamespaceConnected)[0].namespace == "/admin"
        assert session.namespaces == {"/admin": NamespaceState.JOINED}

    talk(4, scenario, url="http://127.0.0.1:{port}/admin?who=me", auth='{"token": "secret"}')


@pytest.mark.parametrize("transports", TRANSPORTS)
def test_query_and_headers_go_with_each_request(talk, capture, transports):
    async def scenario(session, server):
        said, where = await server.said()
        assert said == "connected"
        assert {"who": "me & you", "a": "b"}.items() <= where["query"].items()
        assert where["header"] == "Zoë".encode("latin-1").decode("latin-1")

    talk(
        4,
        scenario,
        url="ws://127.0.0.1:{port}/?a=b",
        query=(("who", "me & you"),),
        headers=(("X-Who", "Zoë"),),
        transports=transports,
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_the_upgrade_is_logged_as_what_it_is(talk, capture, version):
    async def scenario(session, server):
        session.emit("echo", "over WebSocket")
        await session.heard(EventReceived, 2)
        assert session.transport == "websocket"
        assert session.connection_id == 2
        await session.bye()

    session = talk(version, scenario, compression=Compression(enabled=False))
    assert session.of(Upgraded) == [Upgraded(2)]
    assert session.of(Opened) == [Opened(1, None, None)]
    polling, websocket = capture.connections()
    assert polling.url.startswith("http://")
    assert "transport=polling" in polling.url
    assert polling.request_head.startswith(b"GET /socket.io/?EIO=")
    assert polling.response_head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert (polling.closed_by, polling.error, polling.close_code) == ("local", None, None)
    assert "transport=websocket&sid=" in websocket.url
    heads = http_heads(capture)
    assert heads[0].startswith("GET /socket.io/?EIO=")
    assert heads[1] == "HTTP/1.1 200 OK"
    everything = payloads(capture)
    probe, answer, upgrade = (everything.index(packet) for packet in (b"2probe", b"3probe", b"5"))
    assert probe < answer < upgrade < everything.index(b'42["echo","over WebSocket"]')
    capture.flush()
    ids = [one.id for one in capture.frames()]
    assert ids == sorted(ids)
    # All polling ends before the upgrade.
    last_http = max(number for number, one in enumerate(capture.frames()) if one.frame.is_http)
    assert last_http < upgrade


def test_polling_only_stays_with_polling(talk, capture):
    async def scenario(session, server):
        for number in range(30):
            session.emit("echo", number)
        await session.heard(EventReceived, 31)

    session = talk(4, scenario, transports="polling")
    assert [event.arguments for event in session.of(EventReceived)[1:]] == [(n,) for n in range(30)]
    assert len(capture.connections()) == 1
    # What waits goes out with one POST.
    assert sum(head.startswith("POST") for head in http_heads(capture)) < 10


@pytest.mark.parametrize("transports", TRANSPORTS)
def test_bodies_are_compressed_on_the_wire_only(talk, capture, transports):
    async def scenario(session, server):
        session.emit("echo", "x" * 20_000)
        await session.heard(EventReceived, 2)

    talk(4, scenario, transports=transports)
    capture.flush()
    (big,) = [one for one in capture.frames() if one.frame.direction and len(one.frame.payload) > 20_000]
    if transports == "polling":
        assert big.frame.is_http
        assert b"content-encoding" in capture.http_head(big.id).lower()
        assert big.frame.wire_length < 1000


@pytest.mark.parametrize(("version", "transports"), EVERYTHING)
def test_the_heartbeat_goes_on(talk, capture, version, transports):
    async def scenario(session, server):
        kind = RoundTrip if version == 2 else HeartbeatAnswered
        await session.heard(kind, 3)

    session = talk(version, scenario, {"pingInterval": 100, "pingTimeout": 5000}, transports=transports)
    assert violations(capture) == []
    assert session.of(Failed) == []
    if version == 2:
        assert all(0 < event.seconds < 30 for event in session.of(RoundTrip))
    else:
        assert all(event.interval > 0.05 for event in session.of(HeartbeatAnswered))


@pytest.mark.parametrize(("version", "transports"), EVERYTHING)
@pytest.mark.parametrize("how", ["leave", "kick"])
def test_the_server_disconnects(talk, capture, version, transports, how):
    async def scenario(session, server):
        session.emit(how)
        if how == "leave" or version > 2:
            assert await session.heard(NamespaceLeft) == NamespaceLeft("/", "remote")
        if how == "leave":
            assert session.state is State.OPEN
            session.join("/")
            if version > 2:
                await session.heard(NamespaceConnected, 2)
        else:
            await session.wait_closed()

    session = talk(version, scenario, transports=transports)
    if how == "kick":
        assert session.of(Closed)[0].by == "remote"
    assert violations(capture) == []


@pytest.mark.parametrize(("version", "transports"), EVERYTHING)
def test_it_comes_back_when_the_server_is_killed_and_restarted(talk, environment, version, transports):
    async def scenario(session, server):
        await session.heard(EventReceived)
        port = server.port
        await server.kill()
        await session.heard(Reconnecting)
        async with NodeServer(environment, version, port):
            await session.heard(NamespaceConnected, 2)
            await session.heard(EventReceived, 2)
            if transports == "polling-then-upgrade":
                await session.heard(Upgraded, 2)
            session.emit("echo", "again", ack=True)
            assert (await session.heard(AckReceived)).arguments == ("again",)
            await session.bye()

    session = talk(
        version,
        scenario,
        transports=transports,
        reconnect=Reconnect(enabled=True, initial_delay=0.05, factor=1),
    )
    assert len(session.of(Failed)) >= 1
    assert len({event.sid for event in session.of(EngineOpened)}) == 2


def test_only_what_is_listened_to_is_told(talk, capture):
    async def scenario(session, server):
        session.listen_to = frozenset({"answered"})
        session.emit("flood", 5)
        session.emit("echo", "x")
        session.emit("echo", "y", ack=True)
        await session.heard(AckReceived)

    session = talk(4, scenario, transports="websocket")
    assert "tick" not in {event.event for event in session.of(EventReceived)}
    assert session.catalogue.count(Direction.RECEIVED, "/", "tick") == 5
    assert b'42["tick",4]' in payloads(capture)


def test_a_raw_packet_goes_out_as_it_is(talk, capture):
    async def scenario(session, server):
        await server.said()
        session.send_raw('42["message","by hand"]')
        assert await server.said() == ["message", "by hand"]
        session.send("by name", 1)
        assert await server.said() == ["message", "by name", 1]

    talk(4, scenario, transports="websocket")
    assert b'42["message","by hand"]' in payloads(capture, Direction.SENT)


@pytest.mark.parametrize("transports", TRANSPORTS)
def test_another_path_is_said(talk, transports):
    async def scenario(session, server):
        await session.open()

    session = talk(4, scenario, connect=False, path="/elsewhere/", transports=transports)
    what = "Nothing is at the path /elsewhere/ of this server (404)."
    if transports == "websocket":
        what = "The server closed the connection before it answered the opening handshake."
    assert session.of(Failed)[0].what == what
    assert "Socket.IO server at /elsewhere/?" in session.of(Failed)[0].hint


@pytest.mark.parametrize("transports", TRANSPORTS)
@pytest.mark.parametrize(("version", "eio", "words"), [(2, 4, "Socket.IO 2"), (4, 3, "Socket.IO 3 or 4")])
def test_the_wrong_version_is_said(talk, capture, transports, version, eio, words):
    async def scenario(session, server):
        await session.open()

    session = talk(version, scenario, connect=False, eio=eio, transports=transports)
    failed = session.of(Failed)[0]
    assert words in failed.what, failed
    assert failed.hint == f"Choose EIO {3 if version == 2 else 4} in the options."


def test_a_transport_that_the_server_does_not_offer(talk):
    async def scenario(session, server):
        await session.open()

    session = talk(4, scenario, {"transports": ["websocket"]}, connect=False, transports="polling")
    assert session.of(Failed)[0].what == (
        "The server does not offer the transport polling (code 0, 'Transport unknown')."
    )


def test_a_server_that_offers_no_upgrade(talk):
    async def scenario(session, server):
        session.start()
        await session.heard(EventReceived)

    session = talk(4, scenario, {"allowUpgrades": False}, connect=False)
    assert session.of(Upgraded) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_flood_is_counted_whole(talk, version):
    counts = []

    async def scenario(session, server):
        session.want_messages = False
        session.on_count = counts.append
        session.emit("flood", 3000)
        session.emit("echo", ack=True)
        await session.heard(AckReceived)

    session = talk(version, scenario)
    assert session.catalogue.count(Direction.RECEIVED, "/", "tick") == 3000
    assert counts[-1] >= 3000


def test_what_cannot_be_sent_is_said_at_once(talk):
    async def scenario(session, server):
        for wrong, words in [
            (lambda: session.emit("connect"), "reserved"),
            (lambda: session.emit("x", object()), "holds a object"),
            (lambda: session.emit("x", float("nan")), "which JSON does not know"),
            (lambda: session.emit("x", {1: 2}), "JSON has text only"),
            (lambda: session.emit("x", namespace="/never"), "was never joined"),
            (lambda: session.join("/"), "is joined already"),
            (lambda: session.answer("/", -1), "0 or more"),
            (lambda: session.join("/a,b"), "comma"),
        ]:
            with pytest.raises(SessionError, match=words):
                wrong()
        await session.bye()
        with pytest.raises(SessionError, match="connect first"):
            session.emit("x")

    talk(4, scenario)


def test_pings_of_websocket_are_timed_beside_the_heartbeat(talk):
    async def scenario(session, server):
        session.ping(b"beside")
        assert (await session.heard(RoundTrip)).seconds > 0

    talk(4, scenario, transports="websocket", ping_interval=None)


def test_no_ping_of_websocket_over_polling(talk):
    async def scenario(session, server):
        with pytest.raises(SessionError, match="wait for the upgrade"):
            session.ping()

    talk(4, scenario, transports="polling")


def test_abort_while_the_upgrade_is_under_way(run, capture, environment):
    async def scenario():
        async with NodeServer(environment, 4) as server:
            session = Talk(capture, f"http://127.0.0.1:{server.port}")
            session.start()
            await session.heard(EngineOpened)
            session.abort()
            await session.wait_closed()
            await session.shut_down()
            await asyncio.sleep(0)
            return session

    session = run(scenario())
    assert session.of(Closed)[0].by == "local"
    assert session.of(Upgraded) == []
    assert all(record.closed_ns for record in capture.connections())


@pytest.mark.parametrize("version", [2, 4])
def test_a_redirect_leads_polling_and_its_upgrade_to_the_server(
    environment, run, capture, raw_server, version
):
    async def whole():
        async with NodeServer(environment, version) as server:

            async def send_on(reader, writer):
                line = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
                location = f"http://127.0.0.1:{server.port}{line}"
                writer.write(
                    f"HTTP/1.1 308 Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
                )
                await writer.drain()

            async with raw_server(send_on) as port:
                eio = 3 if version == 2 else 4
                session = Talk(capture, f"http://127.0.0.1:{port}", eio=eio, follow_redirects=True)
                await session.connected()
                assert session.transport == "websocket"
                session.emit("echo", 1, ack=True)
                assert (await session.heard(AckReceived)).arguments == (1,)
                await session.shut_down()
                await session.tasks.cancel_all()

    run(whole())
    assert violations(capture) == []
    capture.flush()
    assert len(capture.connections()) == 3


def test_a_websocket_to_a_socketio_server_is_told_of_its_kind(environment, run, heard):
    """Node's server hangs up on a WebSocket at any path that is not its own."""

    async def whole():
        async with NodeServer(environment, 4) as server:
            session = heard(f"ws://127.0.0.1:{server.port}/")
            await session.open()
            return session

    assert "choose the kind Socket.IO" in run(whole()).failed.hint


@pytest.mark.parametrize(
    ("transports", "told"),
    [
        ("websocket", "A message was too large for the server, which takes 1000 bytes at most (maxPayload)"),
        ("polling", "The server refuses a request that is too large for it (413)."),
    ],
)
def test_what_is_larger_than_the_server_takes_is_said(talk, transports, told):
    async def scenario(session, server):
        session.emit("echo", "x" * 2_000)
        failed = await session.heard(Failed)
        assert failed.what.startswith(told)
        assert "maxHttpBufferSize" in failed.hint

    talk(4, scenario, server_options={"maxHttpBufferSize": 1_000}, transports=transports)
