"""The local server's answers to offers of permessage-deflate, and that it keeps to them (RFC 7692 §7.1)."""

from __future__ import annotations

import zlib

import pytest

from tests.server.raw_peer import CLOSE_1000, client_frame, raw_peer

# What repeats in it is 300 bytes away: a window of 256 bytes must not reach for it.
TEXT = bytes(0x21 + (i * i * i // 7) % 90 for i in range(300)) * 4
TAIL = b"\x00\x00\xff\xff"

ANSWERS = {
    "permessage-deflate": "permessage-deflate; server_max_window_bits=12",
    "permessage-deflate; client_max_window_bits": (
        "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12"
    ),
    "permessage-deflate; client_max_window_bits=8": (
        "permessage-deflate; server_max_window_bits=12; client_max_window_bits=8"
    ),
    "permessage-deflate; server_max_window_bits=15": "permessage-deflate; server_max_window_bits=12",
    "permessage-deflate; server_max_window_bits=9": "permessage-deflate; server_max_window_bits=9",
    "permessage-deflate; server_max_window_bits=8": "permessage-deflate; server_max_window_bits=8",
    "permessage-deflate; server_max_window_bits=8; server_no_context_takeover; client_no_context_takeover": (
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=8"
    ),
    'permessage-deflate; server_max_window_bits="10"': "permessage-deflate; server_max_window_bits=10",
    "permessage-deflate; speed=9, permessage-deflate; server_max_window_bits=8": (
        "permessage-deflate; server_max_window_bits=8"
    ),
    "x-other, permessage-deflate": "permessage-deflate; server_max_window_bits=12",
    "permessage-deflate; server_max_window_bits=08": None,
    "permessage-deflate; server_max_window_bits": None,
    "permessage-deflate; server_max_window_bits=8; server_max_window_bits=8": None,
    "permessage-deflate; client_max_window_bits=16": None,
    "permessage-deflate; server_no_context_takeover=1": None,
    "x-other": None,
}


def answer_of(record):
    lines = record["response_head"].decode().split("\r\n")
    found = [line.partition(": ")[2] for line in lines if line.startswith("Sec-WebSocket-Extensions")]
    return found[0] if found else None


def bits_of(answer, side):
    for parameter in (answer or "").split("; "):
        name, _, value = parameter.partition("=")
        if name == f"{side}_max_window_bits":
            return int(value)
    return 15


def inflated(decoder, data):
    """Inflate a message step by step: zlib looks into its window only for what it gave out before."""
    found, data = b"", data + TAIL
    while data:
        found += decoder.decompress(data, 32)
        data = decoder.unconsumed_tail
    return found


@pytest.mark.parametrize("offer", ANSWERS)
def test_an_offer_is_answered_and_the_answer_is_kept_to(serving, recording, offer):
    answer = ANSWERS[offer]

    async def scenario(server):
        async with raw_peer(server, "/echo", f"Sec-WebSocket-Extensions: {offer}") as peer:
            decoder = zlib.decompressobj(wbits=-bits_of(answer, "server"))
            encoder = zlib.compressobj(wbits=-max(bits_of(answer, "client"), 9))
            for _ in range(3):
                if "client_no_context" in offer:
                    encoder = zlib.compressobj(wbits=-9)
                if "server_no_context" in offer:
                    decoder = zlib.decompressobj(wbits=-bits_of(answer, "server"))
                data = (encoder.compress(TEXT) + encoder.flush(zlib.Z_SYNC_FLUSH))[:-4]
                peer.send(client_frame(0xC1, data) if answer else client_frame(0x81, TEXT))
                head, _, payload = await peer.frame()
                assert head == (0xC1 if answer else 0x81)
                assert (inflated(decoder, payload) if answer else payload) == TEXT
            peer.send(client_frame(0x88, CLOSE_1000))
            assert (await peer.frame()).close_code == 1000

    serving(scenario)
    assert answer_of(recording.connections[1]) == answer
    assert [frame.payload for frame in recording.frames[1] if frame.opcode == 1] == [TEXT] * 6
