"""The fast lane and the library alone must come to the same end on any stream of bytes."""

import codecs
import zlib
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import CLOSE, CONT, PING, TEXT
from websockets.protocol import CLIENT, SERVER, Protocol

from inspector.wire.header import encode_header
from inspector.wire.tap import ReceivedStream

LIMIT = 300


def deflate(payload, *, final=True):
    encoder = zlib.compressobj(wbits=-12)
    data = encoder.compress(payload) + encoder.flush(zlib.Z_SYNC_FLUSH)
    return data[:-4] if final else data


def protocol(side, compression):
    made = Protocol(side, max_size=LIMIT)
    if compression is not None:
        made.extensions = [PerMessageDeflate(compression, compression, 15, 15, {})]
    return made


def let_close_anywhere(judge):
    """Make the library take a close frame in the middle of a message (RFC 6455 §5.4)."""
    receive = judge.recv_frame

    def recv_frame(frame):
        if frame.opcode is CLOSE:
            judge.current_size = None
        receive(frame)

    judge.recv_frame = recv_frame


def library_alone(side, compression, data):
    """Feed the library byte by byte, and decode each text as its streaming `recv` does."""
    judge = protocol(side, compression)
    let_close_anywhere(judge)
    messages, parts, kind, failed = [], b"", None, False
    replies = []
    for byte in data:
        judge.receive_data(bytes([byte]))
        for event in judge.events_received():
            if event.opcode >= 8:
                messages.append((int(event.opcode), bytes(event.data)))
                continue
            if event.opcode is not CONT:
                kind = event.opcode
            parts += event.data
            try:
                if kind is TEXT:
                    codecs.utf_8_decode(parts, "strict", event.fin)
            except UnicodeDecodeError as error:
                judge.fail(1007, f"{error.reason} at position {error.start}")
                failed = True
            if event.fin and not failed:
                messages.append((int(kind), parts))
                parts = b""
        replies += judge.data_to_send()
        if failed:
            break
    return messages, replies, judge.close_sent, judge.close_rcvd, judge.state


def fast_lane(side, compression, chunks):
    judge = protocol(side, compression)
    stream = ReceivedStream(judge)
    stream.open()
    messages, replies, rows = [], [], []
    for chunk in chunks:
        stream.feed(chunk)
        more = True
        while more:
            step = stream.take(0)
            more = step.more
            rows += step.rows
            if not step.judged:
                messages += [(row[2] & 15, row[5]) for row in step.rows]
            if step.event is not None and step.event.opcode >= 8:
                messages.append((int(step.event.opcode), bytes(step.event.data)))
            if step.message is not None:
                messages.append(step.message)
            replies += judge.data_to_send()
    return (messages, replies, judge.close_sent, judge.close_rcvd, judge.state), rows


texts = st.one_of(
    st.text(max_size=40).map(str.encode),
    st.binary(max_size=8),
    st.integers(LIMIT - 3, LIMIT + 3).map(lambda n: b"a" * n),
    st.just(b"\xed\xa0\x80"),
    st.just("é".encode()[:1]),
)


@st.composite
def frames(draw, masked, compression):
    opcode = draw(st.sampled_from([1, 1, 1, 2, 2, 0, 0, 8, 9, 10, 3, 11]))
    fin = draw(st.sampled_from([0x80, 0x80, 0x80, 0]))
    payload = draw(texts)
    if opcode == 8 and draw(st.booleans()):
        payload = draw(st.sampled_from([1000, 1001, 1005, 999, 2999, 3000, 4999, 5000])).to_bytes(2) + payload
    rsv = draw(st.sampled_from([0, 0, 0, 0, 0, 0, 0, 0x10, 0x20]))
    if draw(st.booleans()) if compression is not None else draw(st.integers(0, 9)) == 0:
        rsv |= 0x40
        if draw(st.integers(0, 9)):
            payload = deflate(payload, final=bool(fin))
    key = draw(st.binary(min_size=4, max_size=4)) if masked ^ (draw(st.integers(0, 19)) == 0) else None
    length = len(payload)
    form = draw(st.sampled_from([None, None, None, None, 2, 8]))
    if form == 2 and length > 65535:
        form = 8
    body = payload if key is None else bytes(b ^ key[i % 4] for i, b in enumerate(payload))
    return encode_header(fin | rsv | opcode, length, key, length_bytes=form) + body


@st.composite
def chunked(draw, data):
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=8)))
    return [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]


@pytest.mark.parametrize("side", [CLIENT, SERVER])
@pytest.mark.parametrize("compression", [None, False, True])
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_the_lane_and_the_library_agree(side, compression, data):
    stream = b"".join(data.draw(st.lists(frames(side is SERVER, compression), max_size=8)))
    if data.draw(st.booleans()):
        stream += data.draw(st.binary(max_size=20))
    chunks = data.draw(chunked(stream))
    with patch("websockets.frames.secrets.token_bytes", return_value=b"\0\0\0\0"):
        expected = library_alone(side, compression, stream)
        seen, _rows = fast_lane(side, compression, chunks)
    assert seen == expected


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_byte_is_lost(data):
    """Every frame of a stream is in the rows, also after the connection failed."""
    wire = data.draw(st.lists(frames(False, None), max_size=8))
    chunks = data.draw(chunked(b"".join(wire)))
    _, rows = fast_lane(CLIENT, None, chunks)
    assert [row[2] for row in rows] == [frame[0] for frame in wire]
    assert PING == 9
