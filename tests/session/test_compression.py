"""permessage-deflate with all its parameters, seen from the session (RFC 7692 §7.1)."""

import zlib

import pytest
from websockets.utils import apply_mask

from inspector.session.events import Closed, Failed, MessageReceived, Opened
from inspector.session.options import Compression
from inspector.wire.header import encode_header

CLOSE_1000 = b"\x88\x02\x03\xe8"
# What repeats in it is 300 bytes away: a window of 256 bytes must not reach for it.
TEXT = "".join(chr(0x21 + (i * i * i // 7) % 90) for i in range(300)) * 4


def inflated(decoder, data):
    """Inflate a message step by step: zlib looks into its window only for what it gave out before."""
    found, data = b"", data + b"\x00\x00\xff\xff"
    while data:
        found += decoder.decompress(data, 32)
        data = decoder.unconsumed_tail
    return found.decode()


async def read_frame(reader):
    head, second = await reader.readexactly(2)
    length = second & 0x7F
    if length >= 126:
        length = int.from_bytes(await reader.readexactly(2 if length == 126 else 8))
    key = await reader.readexactly(4)
    return head, apply_mask(await reader.readexactly(length), key)


@pytest.fixture
def against(run, heard, raw_server, upgrade):
    """Connect to a server that answers so, sends one message, and inflates what comes with `bits`."""

    def go(answer, *, bits=15, fresh=False, messages=3, **options):
        got = []

        async def peer(reader, writer):
            head = await upgrade(reader, writer, f"Sec-WebSocket-Extensions: {answer}")
            decoder = zlib.decompressobj(wbits=-bits)
            for _ in range(messages):
                first, payload = await read_frame(reader)
                if fresh:
                    decoder = zlib.decompressobj(wbits=-bits)
                got.append((first, inflated(decoder, payload)))
            got.append(head.get("Sec-WebSocket-Extensions"))
            writer.write(CLOSE_1000)
            await read_frame(reader)

        async def scenario():
            async with raw_server(peer) as port:
                session = heard(f"ws://127.0.0.1:{port}/", **options)
                opening = session.start()
                await session.heard(Opened)
                for _ in range(messages):
                    session.send_text(TEXT)
                await opening
                return session

        return run(scenario()), got

    return go


def test_the_text_tells_a_larger_window_from_the_smallest():
    encoder = zlib.compressobj(wbits=-10)
    data = (encoder.compress(TEXT.encode()) + encoder.flush(zlib.Z_SYNC_FLUSH))[:-4]
    with pytest.raises(zlib.error, match="invalid distance"):
        inflated(zlib.decompressobj(wbits=-8), data)


@pytest.mark.parametrize("bits", range(8, 16))
@pytest.mark.parametrize("fresh", [False, True])
def test_the_server_may_choose_any_window_for_the_client(against, rows, bits, fresh):
    takeover = "; client_no_context_takeover" if fresh else ""
    answer = f"permessage-deflate; client_max_window_bits={bits}{takeover}"
    session, got = against(answer, bits=bits, fresh=fresh)
    assert got == [(0xC1, TEXT)] * 3 + ["permessage-deflate; client_max_window_bits"]
    sent = [payload.decode() for direction, head, payload in rows(session.connection_id) if head == 0xC1]
    assert sent == [TEXT] * 3
    assert session.closed == Closed(1000, "", clean=True, by="remote")


@pytest.mark.parametrize("bits", range(8, 16))
def test_the_client_may_ask_for_any_window(against, bits):
    chosen = Compression(client_max_window_bits=bits, server_max_window_bits=bits)
    answer = f"permessage-deflate; server_max_window_bits={bits}; client_max_window_bits={bits}"
    _, got = against(answer, bits=bits, compression=chosen)
    offer = f"permessage-deflate; server_max_window_bits={bits}; client_max_window_bits={bits}"
    assert got == [(0xC1, TEXT)] * 3 + [offer]


def test_a_window_that_was_offered_holds_without_an_answer(against):
    _, got = against("permessage-deflate", bits=8, compression=Compression(client_max_window_bits=8))
    assert got[:3] == [(0xC1, TEXT)] * 3


REFUSED = {
    "permessage-deflate; client_max_window_bits=9": (
        "client_max_window_bits of at most 8 was offered; the server answered 9."
    ),
    "permessage-deflate; server_max_window_bits=16": "server_max_window_bits must be 8 to 15, not 16.",
    "permessage-deflate; client_max_window_bits": (
        "client_max_window_bits must be 8 to 15, not without a value."
    ),
    "permessage-deflate; speed=9": "permessage-deflate has no parameter speed.",
    "permessage-deflate, permessage-deflate": "An extension was accepted twice.",
    "x-other": "x-other was not offered.",
}


@pytest.mark.parametrize("answer", REFUSED)
def test_an_answer_that_does_not_fit_the_offer_is_refused_in_words(run, heard, raw_server, upgrade, answer):
    async def scenario():
        async def peer(reader, writer):
            await upgrade(reader, writer, f"Sec-WebSocket-Extensions: {answer}")

        async with raw_server(peer) as port:
            options = Compression(client_max_window_bits=8)
            session = heard(f"ws://127.0.0.1:{port}/", compression=options)
            await session.open()
            return session

    session = run(scenario())
    told = f"The server's response does not fit what was offered: {REFUSED[answer]}"
    assert session.of(Failed)[0].what == told
    assert session.of(Opened) == []


def test_a_window_of_8_bits_from_the_server_is_inflated(run, heard, raw_server, upgrade):
    async def scenario():
        async def peer(reader, writer):
            await upgrade(
                reader, writer, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=8"
            )
            encoder = zlib.compressobj(wbits=-9)
            for _ in range(2):
                data = (encoder.compress(TEXT.encode()) + encoder.flush(zlib.Z_SYNC_FLUSH))[:-4]
                writer.write(encode_header(0xC1, len(data)) + data)
            writer.write(CLOSE_1000)
            await read_frame(reader)

        async with raw_server(peer) as port:
            session = heard(f"ws://127.0.0.1:{port}/", compression=Compression(server_max_window_bits=8))
            session.want_messages = True
            await session.open()
            return session

    assert [event.payload.decode() for event in run(scenario()).of(MessageReceived)] == [TEXT] * 2
