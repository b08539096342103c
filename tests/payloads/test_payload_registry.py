"""Whatever the bytes are, the registry makes something readable of them and never raises."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads import registry
from inspector.payloads.format import Sample
from inspector.payloads.json import JsonFormat
from inspector.payloads.registry import FORMATS, TotalReader, open_reader, ranked, view
from inspector.payloads.visible import visible
from inspector.wire.records import Opcode

OPCODES = st.integers(0, 15)
JSON_PIECES = b'{ } [ ] : , " \\ 1 - .5e true NaN "x" a=b&'.split(b" ")
TEXT_PIECES = [b" ", b"\n", b"\x00", b"\xff", b"\xed\xa0\x80", "ü".encode(), "\u202e".encode()]
PIECES = st.lists(st.sampled_from(JSON_PIECES + TEXT_PIECES)).map(b"".join)
PAYLOADS = st.one_of(
    st.binary(max_size=200), PIECES, st.text().map(lambda text: text.encode("utf-8", "replace"))
)


@given(PAYLOADS, OPCODES)
def test_any_payload_becomes_text_in_which_nothing_is_hidden(payload, opcode):
    result = view(payload, opcode)
    assert visible(result.text) == result.text
    assert result.format in {payload_format.name for payload_format in FORMATS}
    assert "failed" not in result.problem


@given(PAYLOADS, OPCODES, st.sampled_from([payload_format.name for payload_format in FORMATS]))
def test_every_format_reads_every_payload(payload, opcode, name):
    result = view(payload, opcode, name)
    assert result.format == name
    assert "failed" not in result.problem


@given(PAYLOADS, st.lists(st.integers(0, 200)), st.sampled_from(["text", "hex", "close", "control"]))
def test_the_parts_do_not_matter(payload, cuts, name):
    sample = Sample(Opcode.TEXT, payload, len(payload))
    whole, parted = open_reader(sample, name), open_reader(sample, name)
    edges = sorted({0, len(payload), *(cut for cut in cuts if cut < len(payload))})
    pieces = [payload[start:end] for start, end in pairwise(edges)] or [b""]
    told = "".join(parted.feed(piece, final=piece is pieces[-1]) for piece in pieces[:-1])
    told += parted.feed(pieces[-1], final=True)
    assert told == whole.feed(payload, final=True)
    assert parted.problem == whole.problem


@pytest.mark.parametrize(
    ("payload", "opcode", "name"),
    [
        (b'{"a": 1}', Opcode.TEXT, "json"),
        (b"  [1]", Opcode.BINARY, "json"),
        (b"[12:01] hello", Opcode.BINARY, "text"),
        (b"hello", Opcode.TEXT, "text"),
        (b"hello", Opcode.BINARY, "text"),
        (b"a\x00b", Opcode.BINARY, "hex"),
        (b"a\x00b", Opcode.TEXT, "text"),
        (b"\xff\xfe", Opcode.TEXT, "text"),
        (b"", Opcode.BINARY, "hex"),
        (b"", Opcode.TEXT, "text"),
        (b"a=1&b=2", Opcode.TEXT, "form"),
        (b"YWJj=", Opcode.TEXT, "text"),
        (b"\x03\xe8", Opcode.CLOSE, "close"),
        (b"{}", Opcode.PING, "control"),
        (b"tail of a text", Opcode.CONTINUATION, "text"),
        (b"\xbc and on", Opcode.CONTINUATION, "text"),
        (b"\x00\x01", Opcode.CONTINUATION, "hex"),
        (b"reserved", 3, "text"),
    ],
)
def test_the_best_format_is_chosen(payload, opcode, name):
    assert ranked(Sample(opcode, payload, len(payload)))[0].name == name


class Broken(JsonFormat):
    """Fails wherever it can."""

    title = "Broken"

    def priority(self, sample):
        raise ZeroDivisionError

    def reader(self, sample):
        raise RecursionError


class BreaksLater(JsonFormat):
    title = "Broken later"

    def reader(self, sample):
        class Reader:
            problem = ""

            def feed(self, part, *, final):
                raise MemoryError

        return Reader()


@pytest.mark.parametrize("broken", [Broken(), BreaksLater()])
def test_a_format_that_fails_gives_way_to_the_bytes_and_says_why(broken):
    reader = TotalReader(broken, Sample(Opcode.TEXT, b"ab", 2))
    assert reader.feed(b"ab", final=True).startswith("00000000  61 62 ")
    assert reader.format.name == "hex"
    assert reader.problem.startswith("Reading it as Broken")
    assert reader.problem.endswith("failed (RecursionError): the bytes are shown.") == isinstance(
        broken, Broken
    )


def test_a_format_that_cannot_look_at_a_payload_is_not_chosen(monkeypatch):
    monkeypatch.setattr(registry, "FORMATS", (Broken(), *FORMATS))
    assert view(b"{}", Opcode.TEXT).title == "JSON"


def test_what_is_shown_is_cut_with_the_true_size():
    result = view(b"x" * 5000, Opcode.TEXT, limit=1000)
    assert result.text == "x" * 1000
    assert result.problem == "Shown are the first 1,000 of 5,000 bytes."


def test_a_cut_inside_a_character_is_no_error():
    result = view("aü".encode() * 10, Opcode.TEXT, limit=2)
    assert (result.text, result.problem) == ("a", "Shown are the first 2 of 30 bytes.")
