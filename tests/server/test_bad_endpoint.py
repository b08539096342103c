"""/bad: each violation as it is on the wire, as a client judges it, and in the capture."""

from __future__ import annotations

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError

from inspector.server.bad import VIOLATIONS
from tests.server.raw_peer import client_frame, raw_peer

ON_THE_WIRE = {
    "rsv": b"\xa1\x05Hello",
    "opcode": b"\x83\x05Hello",
    "utf8": b"\x81\x0dHello \xed\xa0\x80 bad",
    "mask": b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58",
    "length": b"\x81\x7e\x00\x05Hello",
    "continuation": b"\x80\x05Hello",
    "close": b"\x88\x02\x03\xed",
}

JUDGED_BY_THE_LIBRARY = {
    "rsv": 1002,
    "opcode": 1002,
    "utf8": 1007,
    "mask": 1002,
    "continuation": 1002,
    "close": 1002,
}


def test_every_violation_is_tested():
    assert set(ON_THE_WIRE) == set(VIOLATIONS) == {*JUDGED_BY_THE_LIBRARY, "length"}


@pytest.mark.parametrize("what", ON_THE_WIRE)
def test_describes_the_violation_and_commits_it(serving, recording, what):
    wire = ON_THE_WIRE[what]

    async def scenario(server):
        async with raw_peer(server, f"/bad?what={what}") as peer:
            described = await peer.frame()
            assert described.head == 0x81
            assert described.payload.startswith(b"Next comes a ")
            assert await peer.reader.readexactly(len(wire)) == wire

    serving(scenario)
    (violation,) = recording.violations()
    assert violation[0]
    # The same rule, by the same section or one within it.
    assert VIOLATIONS[what].section.startswith(violation[1])
    assert recording.frames[1][1].head == wire[0]


@pytest.mark.parametrize("what", JUDGED_BY_THE_LIBRARY)
@pytest.mark.parametrize("compression", [None, "deflate"])
def test_the_library_fails_the_connection(serving, what, compression):
    async def scenario(server):
        async with connect(f"{server.url}/bad?what={what}", proxy=None, compression=compression) as client:
            assert (await client.recv()).startswith("Next comes")
            with pytest.raises(ConnectionClosedError):
                await client.recv()
            assert client.protocol.close_sent.code == JUDGED_BY_THE_LIBRARY[what]

    serving(scenario)


def test_a_forbidden_close_code_is_the_only_close_frame_sent(serving, recording):
    async def scenario(server):
        async with raw_peer(server, "/bad?what=close") as peer:
            await peer.frame(), await peer.frame()
            peer.send(client_frame(0x88, b"\x03\xea"))
            assert await peer.reader.read() == b""

    serving(scenario)
    assert [(frame.direction, frame.payload) for frame in recording.frames[1] if frame.opcode == 8] == [
        (0, b"\x03\xed"),
        (1, b"\x03\xea"),
    ]
    assert recording.connections[1]["close_code"] == 1002
