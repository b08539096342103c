"""Headers, close codes, and the splitter, with the bytes of RFC 6455 §5.7."""

import struct

import pytest
from websockets.utils import apply_mask

from inspector.wire.checks import FrameChecker
from inspector.wire.closecodes import (
    NEVER_ON_THE_WIRE,
    close_code_name,
    describe_close,
    known_close_codes,
    may_be_sent,
)
from inspector.wire.header import encode_header
from inspector.wire.records import Direction
from inspector.wire.splitter import FrameSplitter

KEY = bytes.fromhex("37fa213d")


@pytest.mark.parametrize(
    ("arguments", "wire"),
    [
        ((0x81, 5), "81 05"),
        ((0x81, 5, KEY), "81 85 37 fa 21 3d"),
        ((0x82, 125), "82 7d"),
        ((0x82, 126), "82 7e 00 7e"),
        ((0x82, 256), "82 7e 01 00"),
        ((0x82, 65_535, KEY), "82 fe ff ff 37 fa 21 3d"),
        ((0x82, 65_536), "82 7f 00 00 00 00 00 01 00 00"),
    ],
)
def test_a_header_is_encoded_in_its_minimal_form(arguments, wire):
    assert encode_header(*arguments).hex(" ") == wire


def test_a_header_can_be_longer_than_it_needs_to_be():
    assert encode_header(0x81, 5, length_bytes=2).hex() == "817e0005"
    assert encode_header(0x81, 5, length_bytes=8).hex() == "817f0000000000000005"
    with pytest.raises(struct.error):
        encode_header(0x81, 65_536, length_bytes=2)


@pytest.mark.parametrize("code", [1000, 1001, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999])
def test_codes_that_may_be_sent(code):
    assert may_be_sent(code)


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535])
def test_codes_that_must_not_be_sent(code):
    assert not may_be_sent(code)


def test_every_code_has_a_name_and_a_sentence():
    names = {close_code_name(code) for code in range(5001)}
    assert {"normal closure", "private use", "registered by a library", "unassigned"} <= names
    assert all(describe_close(code).endswith(".") for code in range(5001))
    assert not NEVER_ON_THE_WIRE & set(known_close_codes())


def split(wire, *, masked=False, fast=True, limit=None):
    splitter = FrameSplitter(Direction.RECEIVED, masked=masked)
    splitter.fast, splitter.limit = fast, limit
    splitter.feed(wire)
    return splitter, *splitter.take(7)


def test_an_unmasked_text():
    _, rows, raw = split(b"\x81\x05Hello")
    assert rows == [(7, 1, 0x81, None, 5, b"Hello")]
    assert raw is None


def test_a_masked_text():
    _, rows, _ = split(b"\x81\x85" + KEY + b"\x7f\x9f\x4d\x51\x58", masked=True)
    assert rows == [(7, 1, 0x81, KEY, 5, b"Hello")]


def test_fragments_and_control_frames_come_out_alone():
    splitter, rows, raw = split(b"\x01\x03Hel\x89\x05Hello\x80\x02lo")
    found = [raw, *(splitter.take(7)[1] for _ in range(2))]
    assert rows == []
    assert [(one.head, one.payload, one.wire) for one in found] == [
        (0x01, b"Hel", b"\x01\x03Hel"),
        (0x89, b"Hello", b"\x89\x05Hello"),
        (0x80, b"lo", b"\x80\x02lo"),
    ]


def test_what_came_before_a_control_frame_comes_first():
    splitter, rows, raw = split(b"\x81\x01a\x82\x01b\x89\x00\x81\x01c")
    assert [row[5] for row in rows] == [b"a", b"b"]
    assert raw.head == 0x89
    assert [row[5] for row in splitter.take(7)[0]] == [b"c"]


@pytest.mark.parametrize("length", [126, 256, 65_535, 65_536, 200_000])
def test_long_payloads_in_pieces(length):
    wire = encode_header(0x82, length) + bytes(length) + b"\x81\x01z"
    splitter = FrameSplitter(Direction.RECEIVED, masked=False)
    rows = []
    for start in range(0, len(wire), 1000):
        splitter.feed(wire[start : start + 1000])
        rows += splitter.take(7)[0]
    assert [(row[2], row[4], len(row[5])) for row in rows] == [(0x82, length, length), (0x81, 1, 1)]
    assert splitter.pending() == b""


def test_an_incomplete_frame_is_pending():
    splitter, rows, raw = split(b"\x81\x01a\x81\x05Hel")
    assert (len(rows), raw, splitter.pending()) == (1, None, b"\x81\x05Hel")


@pytest.mark.parametrize("piece", [1, 5, 70_000])
def test_a_cut_frame_is_given_with_what_came(piece):
    wire = b"\x81\x81" + KEY + b"\x16" + encode_header(0x82, 66_000, KEY) + apply_mask(bytes(65_536), KEY)
    splitter = FrameSplitter(Direction.RECEIVED, masked=True)
    for start in range(0, len(wire), piece):
        splitter.feed(wire[start : start + piece])
        splitter.take(7)
    cut = splitter.cut()
    assert (cut.head, cut.masking_key, cut.wire_length) == (0x82, KEY, 66_000)
    assert cut.payload == bytes(65_536)
    assert cut.wire == encode_header(0x82, 66_000, KEY)


@pytest.mark.parametrize("wire", [b"", b"\x81", b"\x82\x7e\x01", b"\x82\x85\x01\x02\x03"])
def test_without_its_header_a_cut_frame_cannot_be_given(wire):
    splitter, _, _ = split(wire)
    assert (splitter.cut(), splitter.pending()) == (None, wire)


def test_an_oversized_frame_is_given_by_its_header_and_skipped():
    splitter, _, raw = split(encode_header(0x82, 1000) + b"begin", limit=999)
    assert (raw.oversized, raw.wire_length, raw.payload) == (True, 1000, b"begin")
    splitter.feed(bytes(995) + b"\x81\x01z")
    assert splitter.take(7)[0] == [(7, 1, 0x81, None, 1, b"z")]


def judged(wire, *, from_client=False, compression=False):
    """Give the sections and names of what the checker finds in a stream of frames."""
    checker = FrameChecker(from_client=from_client)
    checker.compression = compression
    splitter = FrameSplitter(Direction.RECEIVED, masked=from_client)
    splitter.fast = False
    splitter.feed(wire)
    found = []
    while (raw := splitter.take(7)[1]) is not None:
        found += [(finding.section.removeprefix("RFC "), finding.name) for finding in checker.check(raw)]
    return found


@pytest.mark.parametrize(
    ("wire", "found"),
    [
        (b"\x81\x00\x01\x00\x80\x00\x89\x00\x8a\x00\x88\x00", []),
        (b"\xc1\x00", [("6455 §5.2", "reserved bits")]),
        (b"\xa1\x00", [("6455 §5.2", "reserved bits")]),
        (b"\x83\x00", [("6455 §5.2", "opcode")]),
        (b"\x8b\x00", [("6455 §5.2", "opcode")]),
        (b"\x81\x80abcd", [("6455 §5.1", "masking")]),
        (b"\x81\x7e\0\x01a", [("6455 §5.2", "length")]),
        (b"\x89\x7e\0\x7e" + bytes(126), [("6455 §5.5", "control length")]),
        (b"\x09\x00", [("6455 §5.5", "control fragment")]),
        (b"\x80\x00", [("6455 §5.4", "continuation")]),
        (b"\x01\x00\x81\x00", [("6455 §5.4", "continuation")]),
        (b"\x01\x00\x83\x00\x80\x00", [("6455 §5.2", "opcode")]),
        (b"\x88\x01\x03", [("6455 §5.5.1", "close body")]),
        (b"\x88\x02\x03\xed", [("6455 §7.4", "close code")]),
        (b"\x88\x03\x03\xe8\xff", [("6455 §5.5.1", "close reason")]),
        (b"\x88\x00\x81\x00", [("6455 §5.5.1", "after close")]),
    ],
)
def test_each_rule_is_judged_by_its_section(wire, found):
    assert judged(wire) == found


def test_a_client_must_mask():
    assert judged(b"\x81\x00", from_client=True) == [("6455 §5.1", "masking")]
    assert judged(b"\x81\x80abcd", from_client=True) == []


def test_compression_gives_rsv1_its_meaning_at_the_start_of_a_message_only():
    assert judged(b"\x41\x00\x80\x00", compression=True) == []
    assert judged(b"\x01\x00\xc0\x00", compression=True) == [("7692 §6", "reserved bits")]
    assert judged(b"\xc9\x00", compression=True) == [("7692 §6", "reserved bits")]
