"""How typed drafts become bytes, and where an error is said to be."""

from __future__ import annotations

import pytest

from inspector.ui.byte_text import encode_utf8, parse_base64, parse_hex
from inspector.ui.composer_modes import Mode, read_draft, read_segments, utf8_problem
from inspector.ui.fragments import MARKER, EqualParts, preview_fragments
from inspector.ui.json_check import TextProblem, check_json, compact_json, format_json


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        ("48656c6C6f", b"Hello"),
        ("48 65\n6c 6c\t6f", b"Hello"),
        ("0x48, 0x65", b"He"),
        ("\\x48\\x65", b"He"),
        ("48:65", b"He"),
        ("0xA 0xb", b"\x0a\x0b"),
        ("", b""),
    ],
)
def test_hex_is_read_as_people_write_it(typed, payload):
    assert parse_hex(typed) == payload


@pytest.mark.parametrize(
    ("typed", "offset", "words"),
    [
        ("48 6g", 4, "“g” at line 1, column 5 is not a hex digit"),
        ("48\n4", 3, "Half a byte at line 2, column 1"),
        ("486", 2, "Half a byte at line 1, column 3"),
        ("a", 0, "Half a byte"),
        ("0x", 1, "“x”"),
    ],
)
def test_hex_errors_have_a_place(typed, offset, words):
    problem = parse_hex(typed)
    assert isinstance(problem, TextProblem)
    assert problem.offset == offset
    assert words in problem.sentence


@pytest.mark.parametrize(
    ("typed", "payload"),
    [
        ("SGk=", b"Hi"),
        ("SGk", b"Hi"),
        ("S G\nk =\n", b"Hi"),
        ("_-8=", b"\xff\xef"),
        ("/+8=", b"\xff\xef"),
        ("", b""),
    ],
)
def test_base64_is_read_in_both_alphabets(typed, payload):
    assert parse_base64(typed) == payload


@pytest.mark.parametrize(
    ("typed", "offset", "words"),
    [
        ("SG\n!k", 3, "“!” at line 2, column 1 is not a base64 character"),
        ("S=Gk", 1, "Padding at line 1, column 2"),
        ("SGkxS", 5, "incomplete"),
    ],
)
def test_base64_errors_have_a_place(typed, offset, words):
    problem = parse_base64(typed)
    assert isinstance(problem, TextProblem)
    assert problem.offset == offset
    assert words in problem.sentence


@pytest.mark.parametrize(
    ("typed", "offset", "words"),
    [
        ('{"a": 1,}', 8, "line 1, column 9: a name in double quotes is expected"),
        ("[1,\n 2", 6, "line 2, column 3: a comma or a closing bracket"),
        ('{"a" 1}', 5, "a colon is expected"),
        ("'a'", 0, "a value is expected"),
        ("[1] 2", 4, "nothing may follow"),
        ('"open', 0, "no closing quote"),
        ('"\\q"', 1, "this escape does not exist"),
        ('"\\u12"', 2, "\\u needs four hex digits"),
        ('["NaN", NaN]', 8, "NaN is no value"),
        ("-Infinity", 0, "-Infinity is no value"),
        ("[" * 100_000 + "]" * 100_000, 0, "Nested too deeply"),
        ("  ", 0, "Type a JSON value"),
    ],
)
def test_json_errors_have_a_place(typed, offset, words):
    problem = check_json(typed)
    assert problem is not None
    assert words in problem.sentence
    assert problem.offset == offset


def test_layout_keeps_every_number_and_escape_as_typed():
    typed = '{"a":1.0e5,"a":[],"b":{},"c":[1,{"\\u00e9":"x , [ \\" }"}],"big":12345678901234567890.10}'
    laid_out = format_json(typed)
    assert laid_out.splitlines()[:4] == ["{", '  "a": 1.0e5,', '  "a": [],', '  "b": {},']
    assert compact_json(laid_out) == typed


def test_layout_of_deep_nesting_stays_small():
    assert len(format_json("[" * 100_000 + "]" * 100_000)) < 20_000_000


def test_half_a_surrogate_pair_is_refused():
    problem = encode_utf8("ab\ud800")
    assert isinstance(problem, TextProblem)
    assert problem.offset == 2


def test_bytes_that_are_no_utf8_cannot_be_text():
    assert "Byte 3 is not UTF-8" in utf8_problem(b"ab\xff")
    assert utf8_problem("é".encode()) == ""


def test_markers_cut_text_in_utf8():
    assert read_segments(Mode.TEXT, f"é{MARKER}{MARKER}x") == [b"\xc3\xa9", b"", b"x"]


def test_markers_cut_bytes():
    assert read_segments(Mode.HEX, f"48 65{MARKER}6c") == [b"He", b"l"]
    assert read_segments(Mode.BASE64, f"SGk={MARKER}SGk=") == [b"Hi", b"Hi"]


def test_a_half_byte_before_a_marker_is_found_in_its_place():
    problem = read_segments(Mode.HEX, f"48\n6{MARKER}5")
    assert isinstance(problem, TextProblem)
    assert "line 2, column 1" in problem.sentence
    assert problem.offset == 3


def test_an_error_behind_a_marker_is_found_in_its_place():
    problem = read_segments(Mode.HEX, f"48\n65{MARKER}6g")
    assert isinstance(problem, TextProblem)
    assert "“g” at line 2, column 5" in problem.sentence
    assert problem.offset == 7


def test_json_is_checked_without_the_markers():
    assert read_segments(Mode.JSON, f'{{"a"{MARKER}:1}}') == [b'{"a"', b":1}"]
    problem = read_segments(Mode.JSON, f"[1{MARKER} x]")
    assert isinstance(problem, TextProblem)
    assert problem.offset == 4


def test_a_draft_is_read_by_its_mode():
    assert read_draft(Mode.TEXT, "48") == b"48"
    assert read_draft(Mode.HEX, "48") == b"H"
    assert read_draft(Mode.BASE64, "SGk") == b"Hi"
    assert read_draft(Mode.JSON, "48") == b"48"


@pytest.mark.parametrize(
    ("count", "lengths"), [(1, [7]), (2, [4, 3]), (3, [3, 2, 2]), (9, [1, 1, 1, 1, 1, 1, 1, 0, 0])]
)
def test_equal_parts_differ_by_one_byte(count, lengths):
    parts = list(EqualParts(b"abcdefg", count))
    assert [len(part) for part in parts] == lengths
    assert b"".join(parts) == b"abcdefg"


def test_only_the_first_frame_has_the_opcode_and_only_the_last_has_fin():
    frames = [(one.opcode, one.fin) for one in preview_fragments(False, [b"a", b"b", b"c"])]
    assert frames == [("binary", False), ("continuation", False), ("continuation", True)]
    assert [(one.opcode, one.fin) for one in preview_fragments(True, [b"a"])] == [("text", True)]
