"""The client against servers that break Socket.IO and Engine.IO, over real WebSockets."""

import asyncio
import json

import pytest
from websockets.asyncio.server import serve

from inspector.session.errors import SessionError
from inspector.session.events import (
    AckLost,
    AckReceived,
    AckTimedOut,
    Closed,
    EngineOpened,
    EventReceived,
    Failed,
    HeartbeatMissed,
    NamespaceConnected,
    NamespaceLeft,
    NamespaceRefused,
    NamespaceUnanswered,
    Opened,
    State,
)
from inspector.session.options import Reconnect
from inspector.session.socketio import joining
from inspector.session.socketio.asked import MOST, Ask
from inspector.session.socketio.engine import MAX_VIOLATIONS
from inspector.session.socketio.namespaces import NamespaceState
from tests.session.socketio_peers import Talk, violations

OPEN = {"sid": "s1", "upgrades": [], "pingInterval": 25_000, "pingTimeout": 20_000, "maxPayload": 1_000_000}


def opening(**changes):
    return "0" + json.dumps(OPEN | changes)


@pytest.fixture
def against(run, capture):
    """Run a session against a handler of the library's; gives the session when `until` has returned."""

    def go(handler, until=None, connected=True, **options):
        async def scenario():
            async with serve(handler, "127.0.0.1", 0, compression=None) as server:
                port = server.sockets[0].getsockname()[1]
                session = Talk(capture, f"ws://127.0.0.1:{port}", **{"transports": "websocket", **options})
                if connected:
                    await session.connected()
                elif until is None:
                    await session.start()
                else:
                    session.start()
                if until is not None:
                    await until(session)
                else:
                    await session.wait_closed()
                await session.shut_down()
                await session.tasks.cancel_all()
                return session

        return run(scenario())

    return go


async def join(connection, **changes):
    await connection.send(opening(**changes))
    assert (await connection.recv()).startswith("40")
    await connection.send('40{"sid":"n1"}')


def sends(*packets):
    async def handler(connection):
        await join(connection)
        for packet in packets:
            await connection.send(packet)
        await connection.send('42["fine"]')
        await connection.wait_closed()

    return handler


def close_sent(capture):
    """Give the code of the close frame that was sent."""
    capture.flush()
    (frame,) = [
        one for one in capture.summaries(1, capture.last_id) if (one.direction, one.head) == (0, 0x88)
    ]
    return int.from_bytes(frame.preview[:2], "big")


async def fine(session):
    await session.heard(EventReceived)


PLACE = '{"_placeholder":true,"num":0}'

BROKEN = [
    (["9"], "its type is a digit from 0 to 6. It reads '9'"),
    ([""], "An Engine.IO packet is empty"),
    (["b4!"], "not base64"),
    (["4"], "A Socket.IO packet is empty"),
    (["49"], "its type is a digit"),
    (['42["a"'], "The JSON of the EVENT packet is broken"),
    (['42["a",NaN]'], "The JSON of the EVENT packet is broken"),
    (["42" + "[" * 100_000], "nested too deeply"),
    (["42[]"], "an array that begins with the event's name"),
    (['42{"a":1}'], "an array that begins with the event's name"),
    (["42[true]"], "An event's name is text"),
    (['42["disconnect"]'], "'disconnect' is reserved"),
    (['421-["a"]'], "announces attachments"),
    (['45["a"]'], "does not say how many attachments follow"),
    ([f'451-["a",{PLACE}]', '42["b"]'], "1 of the 1 attachments announced before had not come"),
    (['451-["a",{"_placeholder":true,"num":1}]', b"x"], "names attachment 1 of 1"),
    (['451-["a",{"_placeholder":true,"num":"0"}]', b"x"], "names attachment '0' of 1"),
    (['451-["a",{"_placeholder":true,"num":true}]', b"x"], "names attachment True of 1"),
    (['451-["a"]', b"x"], "1 attachments came, and 0 have a placeholder"),
    ([b"\1\2"], "A binary packet of 2 bytes came that no Socket.IO packet has announced"),
    (["43[]"], "The ACK packet has no ack id"),
    (["437[]"], "An ack with the id 7 came in /, which no event of ours waits for"),
    (["437{}"], "The data of an ack is an array"),
    (['42' + "9" * 30 + '["a"]'], "is too large"),
    (['42/never,["x"]'], "for the namespace /never, which was never asked for"),
    (['40{"sid":"n2"}'], "CONNECT came again for the namespace /"),
    (["40[]"], "The data of CONNECT is an object"),
    (['44{"message":"x"}'], "CONNECT_ERROR came for the namespace /, which is joined"),
    (["44"], "The data of CONNECT_ERROR is an object"),
    (["41{}"], "DISCONNECT has no data"),
    ([opening()], "never gets OPEN here"),
    (["3"], "never gets PONG here"),
    (["5"], "never gets UPGRADE here"),
]  # fmt: skip


@pytest.mark.parametrize(("packets", "words"), BROKEN)
def test_one_clear_note_and_it_goes_on(against, capture, packets, words):
    session = against(sends(*packets), fine)
    (said,) = violations(capture)
    assert words in said
    assert said.endswith(".")
    assert "\n" not in said
    assert session.of(EventReceived)[-1].event in ("fine", "b")
    assert session.of(Failed) == []


def test_the_note_stands_at_the_frame_with_the_packet(against, capture):
    against(sends("9", "42[]"), fine)
    capture.flush()
    notes = [note for note in capture.notes() if note.kind == "violation"]
    assert [capture.frame(note.frame_id).frame.payload for note in notes] == [b"9", b"42[]"]
    assert [note.section for note in notes] == ["Engine.IO protocol v4", "Socket.IO protocol v5"]


@pytest.mark.parametrize(
    ("packets", "words", "options"),
    [
        (['4510000-["a"]'], "announces 10000 attachments, more than the 1000", {}),
        (["4510000000000000000-[]"], "more than the 1000", {}),
        (
            [f'452-["a",{PLACE},{{"_placeholder":true,"num":1}}]', b"x" * 150, b"x" * 150],
            "larger than 200 bytes together",
            {"max_message_size": 200},
        ),
    ],
)
def test_what_would_fill_the_memory_closes_the_connection(against, capture, packets, words, options):
    session = against(sends(*packets), **options)
    (said,) = violations(capture)
    assert words in said
    assert session.of(Failed)[0].what == said
    assert close_sent(capture) == 1008
    assert session.of(EventReceived) == []


def test_a_thousand_attachments_are_joined(against, capture):
    places = ",".join(f'{{"_placeholder":true,"num":{number}}}' for number in range(1000))
    session = against(sends(f'451000-["a",{places}]', *[b"%d" % number for number in range(1000)]), fine)
    assert session.of(EventReceived)[0].arguments == tuple(b"%d" % number for number in range(1000))
    assert violations(capture) == []


def test_attachments_that_never_come_are_said_at_the_end(against, capture):
    async def handler(connection):
        await join(connection)
        await connection.send(f'452-["a",{PLACE}]')
        await connection.send(b"one")
        await connection.close()

    against(handler)
    assert violations(capture) == [
        "The connection ended while 1 of the 2 attachments announced before had not come."
    ]


def test_notes_are_bounded(against, capture):
    against(sends(*["9"] * (MAX_VIOLATIONS + 50)), fine)
    said = violations(capture)
    assert len(said) == MAX_VIOLATIONS + 1
    assert said[-1] == f"Packets after the {MAX_VIOLATIONS} that broke the rules have no note."


def test_names_without_end_are_counted_together(against):
    session = against(sends(*[f'42["e{number}"]' for number in range(1100)]), fine)

    assert len(session.catalogue.entries()) == 1000
    assert session.catalogue.others >= 0
    assert session.of(EventReceived)[0].event == "e0"


def test_a_late_ack_is_told_as_late(against):
    async def handler(connection):
        await join(connection)
        assert await connection.recv() == '420["ask"]'
        await connection.recv()
        await connection.send('430["at last"]')
        await connection.wait_closed()

    async def until(session):
        session.emit("ask", ack=True, ack_timeout=0.01)
        await session.heard(AckTimedOut)
        session.emit("go")
        await session.heard(AckReceived)

    (ack,) = against(handler, until).of(AckReceived)
    assert (ack.late, ack.arguments) == (True, ("at last",))


def test_acks_that_can_never_come_are_told_at_the_end(against):
    async def handler(connection):
        await join(connection)
        await connection.recv()
        await connection.close()

    async def until(session):
        session.emit("ask", ack=True)
        await session.wait_closed()

    session = against(handler, until)
    assert session.of(AckLost) == [AckLost("/", 0, "ask")]
    assert session.of(AckTimedOut) == []


@pytest.mark.parametrize("eio", [3, 4])
def test_a_missed_heartbeat_is_told_and_closes(against, capture, eio):
    async def handler(connection):
        await connection.send(opening(pingInterval=40, pingTimeout=20))
        await connection.send('40{"sid":"n1"}' if eio == 4 else "40")
        async for _ in connection:
            pass

    session = against(handler, eio=eio)
    (missed,) = session.of(HeartbeatMissed)
    assert missed.seconds == pytest.approx(0.06 if eio == 4 else 0.02)
    (failed,) = session.of(Failed)
    assert failed.what.startswith(f"No Engine.IO {'ping' if eio == 4 else 'pong'} has come within ")
    assert close_sent(capture) == 1011
    capture.flush()
    assert failed.what in [note.text for note in capture.notes() if note.kind == "error"]


def test_a_server_that_hangs_is_not_waited_for(against):
    async def handler(connection):
        await connection.send(opening(pingInterval=40, pingTimeout=20))
        await connection.send('40{"sid":"n1"}')
        connection.transport.pause_reading()
        await asyncio.sleep(5)

    async def until(session):
        async with asyncio.timeout(4):
            await session.wait_closed()

    session = against(handler, until, close_timeout=None)
    assert session.of(Closed)[0].code == 1006
    assert session.of(Failed)[0].what.startswith("No Engine.IO ping has come within ")


def test_a_heartbeat_of_zero_is_not_missed(against):
    async def handler(connection):
        await join(connection, pingInterval=0, pingTimeout=0)
        await connection.send('42["fine"]')
        await connection.wait_closed()

    session = against(handler, fine)
    assert session.of(HeartbeatMissed) == []


def test_the_close_packet_of_the_server(against):
    async def handler(connection):
        await join(connection)
        await connection.send("1")
        await connection.wait_closed()

    session = against(handler)
    assert session.of(Closed) == [Closed(1000, "", clean=True, by="remote")]
    assert session.of(Failed) == []


def test_a_connect_without_sid_is_a_server_of_socketio_2(against):
    async def handler(connection):
        await connection.send(opening())
        await connection.send("40")
        await connection.wait_closed()

    session = against(handler, connected=False)
    (failed,) = session.of(Failed)
    assert "Socket.IO 2" in failed.what
    assert failed.hint == "Choose EIO 3 in the options."
    assert session.of(NamespaceConnected) == []


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (["hello"], "speaks WebSocket, but not Engine.IO: its first packet reads 'hello'"),
        ([""], "its first packet is empty"),
        ([b"\0\1"], "speaks WebSocket, but not Engine.IO: its first packet reads 00 01"),
        (["0"], "The OPEN packet holds no JSON"),
        (["0[]"], "The OPEN packet holds no JSON object"),
        (['0{"sid":5}'], "The OPEN packet has no sid"),
        ([opening(upgrades=None)], "has no list of upgrades"),
        ([opening(pingInterval="25000")], "has no pingInterval in milliseconds"),
        ([opening(pingTimeout=-1)], "has no pingTimeout in milliseconds"),
        ([opening(pingTimeout=1e300)], "has no pingTimeout in milliseconds"),
        ([opening(pingTimeout=True)], "has no pingTimeout in milliseconds"),
        (["0" + "[" * 100_000], "The OPEN packet holds no JSON"),
        (["2"], "its first packet reads '2'"),
        (["42[1]"], "its first packet reads '42[1]'"),
        ([], "was closed before an Engine.IO handshake came on it"),
    ],
)
def test_what_is_no_handshake(against, capture, first, words):
    async def handler(connection):
        for packet in first:
            await connection.send(packet)
        if first:
            await connection.wait_closed()

    session = against(handler, connected=False)
    (failed,) = session.of(Failed)
    assert words in failed.what
    assert failed.hint
    assert session.of(Opened) == []
    capture.flush()
    assert failed.what in capture.connections()[0].error


def test_a_websocket_that_stays_silent(against):
    async def handler(connection):
        await connection.wait_closed()

    session = against(handler, connected=False, open_timeout=0.1)
    (failed,) = session.of(Failed)
    assert failed.what == "The WebSocket is open, but no Engine.IO handshake came on it within 0.1 s."


def test_cancelling_while_the_handshake_is_awaited(against):
    dialled = asyncio.Event()

    async def handler(connection):
        dialled.set()
        await connection.wait_closed()

    async def until(session):
        await dialled.wait()
        session.abort()
        await session.wait_closed()

    session = against(handler, until, connected=False)
    assert session.state is State.CLOSED


def test_early_packets_are_heard_in_order(against):
    async def handler(connection):
        # All in one piece, together with the response head as far as TCP allows.
        await connection.send(opening())
        await connection.send('44{"message":"no"}')
        await connection.send("2early")
        assert await connection.recv() == "3early"
        await connection.wait_closed()

    async def until(session):
        await session.heard(NamespaceRefused)

    session = against(handler, until, connected=False)
    kinds = [type(event) for event in session.events]
    assert kinds.index(Opened) < kinds.index(EngineOpened) < kinds.index(NamespaceRefused)


@pytest.mark.parametrize("eio", [3, 4])
def test_what_the_server_sends_with_its_handshake_is_in_order(against, capture, eio):
    async def handler(connection):
        connect = '40{"sid":"n1"}' if eio == 4 else "40"
        packets = [opening(), connect, '42["one"]', '42["two"]']
        assert max(map(len, packets)) < 126
        # One write, so that all of it is there before the session has begun.
        connection.transport.write(b"".join(bytes([0x81, len(one)]) + one.encode() for one in packets))
        await connection.wait_closed()

    async def until(session):
        await session.heard(EventReceived, 2)
        session.emit("go")

    session = against(handler, until, eio=eio)
    assert [event.event for event in session.of(EventReceived)] == ["one", "two"]


def test_a_namespace_that_is_never_answered(against, capture, monkeypatch):
    monkeypatch.setattr(joining, "ANSWER_WITHIN_S", 0.2)
    asked = []

    async def handler(connection):
        await join(connection)
        asked.append(await connection.recv())
        asked.append(await connection.recv())
        await connection.send('40/mute,{"sid":"m1"}')
        asked.extend([packet async for packet in connection])

    async def until(session):
        session.join("/mute")
        with pytest.raises(SessionError, match=r"is joining, .*: wait for the server.s answer"):
            session.emit("hello", namespace="/mute")
        assert await session.heard(NamespaceUnanswered) == NamespaceUnanswered("/mute", 0.2)
        assert session.namespaces == {"/": NamespaceState.JOINED, "/mute": NamespaceState.UNANSWERED}
        session.join("/mute")
        await session.heard(NamespaceConnected, 2)
        session.emit("hello", namespace="/mute")
        await session.bye()

    session = against(handler, until)
    assert asked[:3] == ["40/mute,", "40/mute,", '42/mute,["hello"]']
    assert session.of(NamespaceConnected)[1] == NamespaceConnected("/mute", "m1")
    capture.flush()
    assert [note.text for note in capture.notes() if note.kind == "error"] == [
        "The server has not answered CONNECT to the namespace /mute within 0.2 s."
    ]


def test_a_namespace_is_left_before_its_answer(against, capture):
    """The reference server closes the whole connection for a DISCONNECT that comes before the answer."""
    packets = asyncio.Queue()
    left = asyncio.Event()

    async def handler(connection):
        await join(connection)
        packets.put_nowait(await connection.recv())
        await left.wait()
        await connection.send('40/mute,{"sid":"m1"}')
        async for packet in connection:
            packets.put_nowait(packet)

    async def until(session):
        session.join("/mute")
        assert await packets.get() == "40/mute,"
        session.leave("/mute")
        assert session.of(NamespaceLeft) == [NamespaceLeft("/mute", "local")]
        assert packets.empty()
        left.set()
        assert await packets.get() == "41/mute,"
        assert session.namespaces["/mute"] is NamespaceState.LEFT
        with pytest.raises(SessionError, match="is left"):
            session.leave("/mute")

    session = against(handler, until)
    assert len(session.of(NamespaceConnected)) == 1
    capture.flush()
    assert [note.text for note in capture.notes() if note.kind == "check" and "/mute" in note.text] == [
        "The server answered CONNECT to /mute after it was left: it is left now."
    ]


@pytest.mark.parametrize("close", ["websocket", "packet"])
def test_a_server_that_closes_before_it_answers_connect(against, capture, close):
    """So does one with another parser, such as MessagePack: it cannot read the CONNECT."""

    async def handler(connection):
        await connection.send(opening())
        assert await connection.recv() == "40"
        if close == "packet":
            await connection.send("1")
        else:
            await connection.close()

    session = against(handler, connected=False)
    (failed,) = session.of(Failed)
    assert failed.what == "The server closed the connection before it answered CONNECT to a namespace."
    assert "socket.io-msgpack-parser" in failed.hint
    capture.flush()
    assert [note.text for note in capture.notes() if note.kind == "error"] == [failed.what]


def test_what_is_recovered_after_a_loss_is_asked_for(against, capture):
    """Connection state recovery: CONNECT tells who one was, and which event came last."""
    asked = []

    async def handler(connection):
        await connection.send(opening())
        asked.append(await connection.recv())
        if len(asked) > 1:
            await connection.send('42["missed","before"]')
        await connection.send(f'40{{"sid":"n{len(asked)}","pid":"p"}}')
        await connection.send(f'42["news",1,"first{len(asked)}"]')
        await connection.send('42["bare"]')
        await connection.send('42["number",7]')
        if len(asked) < 3:
            connection.transport.abort()
        else:
            asked.extend([packet async for packet in connection])

    async def until(session):
        await session.heard(EventReceived, 11)
        session.leave("/")
        session.join("/")
        await session.bye()

    reconnect = Reconnect(enabled=True, initial_delay=0.01)
    session = against(handler, until, connected=False, auth='{"token":"x"}', reconnect=reconnect)
    assert asked[:3] == [
        '40{"token":"x"}',
        '40{"pid":"p","offset":"first1","token":"x"}',
        '40{"pid":"p","offset":"first2","token":"x"}',
    ]
    assert asked[3:5] == ["41", "40"]
    assert [event.recovered for event in session.of(NamespaceConnected)] == [False, True, True]
    assert violations(capture) == []


def test_acks_that_the_server_waits_for_are_kept_within_bounds(against):
    async def handler(connection):
        await join(connection)
        for number in range(MOST + 5):
            await connection.send(f'42{number}["ask"]')
        assert await connection.recv() == f'43{MOST + 4}["yes"]'
        await connection.send('42["heard"]')
        await connection.wait_closed()

    async def until(session):
        await session.heard(EventReceived, MOST + 5)
        assert [ask.ack_id for ask in session.asked] == list(range(5, MOST + 5))
        session.answer("/", MOST + 4, "yes")
        await session.heard(EventReceived, MOST + 6)
        assert session.asked[-1] == Ask("/", MOST + 3, "ask")
        await session.bye()

    assert against(handler, until).asked == []
