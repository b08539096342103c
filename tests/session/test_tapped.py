"""What a session makes of frames that are wrong, huge, or many: all of it is in the capture."""

import itertools
import resource
import zlib

import pytest

from inspector.server.bad import VIOLATIONS
from inspector.server.local_server import LocalServer
from inspector.session.events import Closed, MessageReceived
from inspector.session.options import Compression
from inspector.wire.header import encode_header

DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate"
CLOSE_1000 = b"\x88\x02\x03\xe8"


def frame(head, payload):
    return encode_header(head, len(payload)) + payload


def deflated(payload):
    encoder = zlib.compressobj(wbits=-15)
    return (encoder.compress(payload) + encoder.flush(zlib.Z_SYNC_FLUSH))[:-4]


@pytest.fixture
def receive(run, heard, raw_server, upgrade):
    """Let a server send pieces of bytes after the handshake, and give the session when it is closed."""

    def go(pieces, *lines, hang=True, **options):
        async def scenario():
            async def send(reader, writer):
                await upgrade(reader, writer, *lines)
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                if hang:
                    await reader.read()

            async with raw_server(send) as port:
                session = heard(f"ws://127.0.0.1:{port}/", **options)
                session.want_messages = True
                await session.open()
                return session

        return run(scenario())

    return go


@pytest.fixture
def violations(capture):
    def give():
        capture.flush()
        return [note for note in capture.notes() if note.kind == "violation"]

    return give


CODES = {"utf8": 1007, "length": 1001}


@pytest.mark.parametrize("what", VIOLATIONS)
def test_each_violation_is_shown_with_its_section_and_its_bytes(run, heard, capture, violations, what):
    async def scenario():
        server = LocalServer(capture, port=0)
        await server.start()
        session = heard(f"{server.url}/bad?what={what}")
        session.want_messages = True
        opening = session.start()
        if what == "length":  # the library takes it, and so the connection stays open
            await session.heard(MessageReceived, 2)
            await session.shut_down()
        await opening
        await server.stop()
        return session

    session = run(scenario())
    found = [note for note in violations() if note.connection_id == session.connection_id]
    assert [note.section for note in found] == [
        {"close": "RFC 6455 §7.4"}.get(what, VIOLATIONS[what].section)
    ]
    stored = capture.frame(found[0].frame_id)
    assert (stored.connection_id, stored.frame.direction) == (session.connection_id, 1)
    wire = VIOLATIONS[what].wire
    assert stored.frame.head == wire[0]
    payload = stored.frame.payload
    assert payload == (b"Hello" if what == "mask" else wire[len(wire) - len(payload) :])
    assert payload
    assert capture.summaries_of([found[0].frame_id])[0].flagged
    closing = [s for s in capture.summaries(1, capture.last_id) if s.head == 0x88 and s.direction == 0]
    mine = [s for s in closing if s.connection_id == session.connection_id]
    assert int.from_bytes(mine[0].preview[:2], "big") == CODES.get(what, 1002)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_message_and_one_byte_more(receive, capture, violations, compressed, more):
    payload = b"a" * (1000 + more)
    data = frame(0xC1, deflated(payload)) if compressed else frame(0x81, payload)
    lines = [DEFLATE] if compressed else []
    session = receive([data, CLOSE_1000], *lines, max_message_size=1000)
    if more:
        assert session.of(MessageReceived) == []
        assert session.closed.clean is False or session.closed.code == 1009
        assert [note.section for note in violations()][:1] == ["RFC 6455 §10.4"]
        codes = [s.preview[:2] for s in capture.summaries(1, 9) if s.head == 0x88 and s.direction == 0]
        assert codes == [(1009).to_bytes(2, "big")]
        assert capture.summaries(1, 1)[0].wire_length == len(data) - (2 if compressed else 4)
    else:
        assert session.of(MessageReceived) == [MessageReceived(True, payload)]
        assert violations() == []
        assert session.closed == Closed(1000, "", clean=True, by="remote")


@pytest.mark.parametrize("fragmented", [False, True])
@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_message_in_fragments(receive, fragmented, more):
    parts = [b"a" * 500, b"b" * (500 + more)]
    data = frame(0x01, parts[0]) + frame(0x80, parts[1]) if fragmented else frame(0x81, b"".join(parts))
    session = receive([data, CLOSE_1000], max_message_size=1000)
    assert len(session.of(MessageReceived)) == 1 - more


def test_a_message_of_nothing(receive, rows):
    session = receive([b"\x81\x00\x82\x00", CLOSE_1000])
    assert session.of(MessageReceived) == [MessageReceived(True, b""), MessageReceived(False, b"")]
    assert rows(session.connection_id)[:2] == [(1, 0x81, b""), (1, 0x82, b"")]


def test_a_compression_bomb_is_stopped_at_the_limit(receive, capture):
    encoder = zlib.compressobj(9, wbits=-15)
    zeros = bytes(1 << 20)
    bomb = b"".join([encoder.compress(zeros) for _ in range(1024)]) + encoder.flush(zlib.Z_SYNC_FLUSH)
    assert len(bomb) < 2 << 20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    session = receive([frame(0xC2, bomb[:-4])], DEFLATE, max_message_size=1 << 20)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024  # kibibytes
    assert session.of(MessageReceived) == []
    capture.flush()
    bombed, closed = capture.summaries(1, 2)
    assert bombed.wire_length == len(bomb) - 4
    assert closed.preview[:2] == (1009).to_bytes(2, "big")


@pytest.mark.parametrize(("count", "size"), [(65_536, 16), (200_000, 1)])
def test_a_message_of_very_many_fragments(receive, capture, count, size):
    part = b"x" * size
    pieces = itertools.chain(
        [frame(0x01, part)], itertools.repeat(frame(0x00, part), count - 2), [frame(0x80, part), CLOSE_1000]
    )
    session = receive([b"".join(pieces)])
    assert session.of(MessageReceived) == [MessageReceived(True, part * count)]
    assert session.closed.code == 1000
    assert capture.frame_counts()[session.connection_id] == (1, count + 1)


def test_a_hundred_megabytes_in_one_frame(receive, capture):
    size = 100_000_000
    chunk = bytes(range(256)) * 256
    pieces = [encode_header(0x82, size), *itertools.repeat(chunk, size // len(chunk))]
    pieces += [chunk[: size % len(chunk)], CLOSE_1000]
    session = receive(pieces, compression=Compression(enabled=False))
    assert session.closed == Closed(1000, "", clean=True, by="remote")
    assert [len(event.payload) for event in session.of(MessageReceived)] == [size]
    capture.flush()
    assert capture.payload_part(1, size - 4, 10) == chunk[size % len(chunk) - 4 : size % len(chunk)]


def test_a_header_that_announces_too_much_is_refused_before_its_payload(receive, capture, violations):
    session = receive([encode_header(0x82, 1 << 40) + b"begin"], max_message_size=1000)
    assert session.closed.code in (1006, 1009)
    assert violations()[0].section == "RFC 6455 §10.4"
    row = capture.frame(violations()[0].frame_id).frame
    assert (row.wire_length, row.payload) == (1 << 40, b"begin")


def test_frames_after_the_close_are_shown_and_not_delivered(receive, rows, violations):
    session = receive([CLOSE_1000 + b"\x81\x04late"], hang=False)
    assert session.of(MessageReceived) == []
    assert (1, 0x81, b"late") in rows(session.connection_id)
    assert [note.section for note in violations()] == ["RFC 6455 §5.5.1"]


@pytest.mark.parametrize("rest", [b"\x81", b"\x82\x7f\0\0\0"])
def test_a_header_that_never_ends_is_noted_with_its_bytes(receive, violations, rest):
    session = receive([b"\x81\x02ok" + rest], hang=False)
    assert session.closed.code == 1006
    assert [event.payload for event in session.of(MessageReceived)] == [b"ok"]
    assert f"after {len(rest)} of its bytes: {rest.hex(' ')}." in violations()[0].text


@pytest.mark.parametrize("came", [0, 4, 99_999])
def test_a_frame_that_is_cut_off_keeps_all_that_came(receive, rows, capture, violations, came):
    payload = bytes(range(1, 251)) * 400
    session = receive([b"\x81\x02ok" + encode_header(0x82, len(payload)) + payload[:came]], hang=False)
    assert [event.payload for event in session.of(MessageReceived)] == [b"ok"]
    assert rows(session.connection_id) == [(1, 0x81, b"ok"), (1, 0x82, payload[:came])]
    (note,) = violations()
    came_of_it = f"{came} of the 100000 bytes of its payload came."
    assert note.text == f"The connection ended inside the frame: {came_of_it}"
    assert (note.section, capture.frame(note.frame_id).frame.wire_length) == ("RFC 6455 §5.2", 100_000)


def test_a_cut_frame_is_judged_by_its_header(receive, violations):
    receive([b"\xd8\x05abc"], hang=False)
    assert [note.text.split()[0] for note in violations()] == ["RSV1", "The"]


def test_a_compressed_frame_that_is_cut_off_is_kept_as_it_came(receive, rows, violations):
    data = frame(0xC1, deflated(b"hello " * 9))
    session = receive([data[:-3]], DEFLATE, hang=False)
    assert rows(session.connection_id) == [(1, 0xC1, data[2:-3])]
    assert violations()[0].text.endswith("came, and are not inflated.")


@pytest.mark.parametrize("length_bytes", [2, 8])
def test_the_header_of_a_length_that_is_not_minimal_is_kept(receive, capture, length_bytes):
    header = encode_header(0x81, 2, length_bytes=length_bytes)
    receive([b"\x81\x02ok" + header + b"ok" + CLOSE_1000])
    capture.flush()
    assert [capture.frame_header(number) for number in (1, 2, 3)] == [None, header, None]


def test_the_header_of_a_cut_frame_is_kept_where_it_is_not_minimal(receive, capture):
    receive([b"\x82\x7f" + (9).to_bytes(8, "big") + b"abc"], hang=False)
    capture.flush()
    assert capture.frame_header(1) == b"\x82\x7f" + (9).to_bytes(8, "big")


def test_a_header_that_was_sent_is_kept_too(run, heard, capture):
    async def scenario():
        server = LocalServer(capture, port=0)
        await server.start()
        session = heard(f"{server.url}/bad?what=length")
        session.want_messages = True
        session.start()
        await session.heard(MessageReceived, 2)
        await session.shut_down()
        await server.stop()

    run(scenario())
    capture.flush()
    odd = [one.direction for one in capture.summaries(1, capture.last_id) if capture.frame_header(one.id)]
    assert sorted(odd) == [0, 1]


def test_frames_that_came_with_the_response_head(receive, rows):
    session = receive([b"\x81\x01a\x81\x01b" + CLOSE_1000])
    assert [event.payload for event in session.of(MessageReceived)] == [b"a", b"b"]


def test_bytes_that_come_one_by_one(receive):
    data = frame(0x01, "hé".encode()) + b"\x89\x01p" + frame(0x80, b"llo") + CLOSE_1000
    session = receive([bytes([byte]) for byte in data])
    assert session.of(MessageReceived) == [MessageReceived(True, "héllo".encode())]
    assert session.closed.clean


def test_a_close_frame_may_come_before_the_message_has_ended(receive, rows, violations):
    """RFC 6455 §5.4: control frames may be injected in the middle of a fragmented message."""
    session = receive([frame(0x01, b"never ") + CLOSE_1000], hang=False)
    assert session.closed == Closed(1000, "", clean=True, by="remote")
    assert session.of(MessageReceived) == []
    assert rows(session.connection_id) == [
        (1, 0x01, b"never "),
        (1, 0x88, b"\x03\xe8"),
        (0, 0x88, b"\x03\xe8"),
    ]
    assert violations() == []


def test_text_is_refused_at_the_fragment_that_breaks_it(receive, rows, capture, violations):
    """RFC 6455 §8.1; the fragment after it is never asked for."""
    pieces = [
        frame(0x01, "κ".encode()[:1]),
        frame(0x00, "κ".encode()[1:] + b"\xf4\x90"),
        frame(0x80, b"\x80"),
    ]
    session = receive(pieces, hang=False)
    assert (session.closed.code, session.of(MessageReceived)) == (1006, [])
    (note,) = violations()
    assert note.text == "The text is not UTF-8: invalid continuation byte at position 2."
    assert capture.frame(note.frame_id).frame.payload == b"\xba\xf4\x90"
    assert (0, 0x88, b"\x03\xef" + b"invalid continuation byte at position 2") in rows(session.connection_id)


def test_a_character_may_be_cut_by_every_fragment(receive):
    text = "κόσμε 👋".encode()
    cut = [bytes([byte]) for byte in text]
    pieces = [frame(0x01, b""), *(frame(0x00, part) for part in cut), frame(0x80, b""), CLOSE_1000]
    assert receive(pieces, hang=False).of(MessageReceived) == [MessageReceived(True, text)]


def test_text_that_ends_inside_a_character_is_refused_at_its_end(receive, violations):
    receive([frame(0x01, b"a\xe2\x82"), frame(0x80, b"")], hang=False)
    assert violations()[0].text == "The text is not UTF-8: unexpected end of data at position 1."


@pytest.mark.parametrize("wrong", [b"\x03\xe7", b"\x03\xe8\xff", b"\x03"])
def test_whoever_sent_a_close_frame_closed_first_even_if_it_is_broken(receive, wrong):
    session = receive([frame(0x88, wrong)], hang=False)
    assert (session.closed.code, session.closed.by) == (1006, "remote")


def test_a_close_frame_with_no_room_left_for_it_is_refused(receive):
    """The library counts it as part of the message that is under way."""
    session = receive(
        [frame(0x01, b"x" * 97) + frame(0x88, b"\x03\xe8late")], max_message_size=100, hang=False
    )
    assert session.failed.what.startswith("The connection was failed with 1009: ")
