"""JSON is laid out lexeme by lexeme, so that what was sent is what is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads.json_printer import JsonPrinter
from inspector.payloads.registry import view
from inspector.wire.records import Opcode

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
)


def laid_out(text):
    printer = JsonPrinter()
    result = printer.feed(text, final=True)
    return result, printer.problem


def test_a_text_becomes_a_tree():
    assert laid_out('{"a":[1,{"b":[]}],"c":{}}')[0].splitlines() == [
        "{",
        '  "a": [',
        "    1,",
        "    {",
        '      "b": []',
        "    }",
        "  ],",
        '  "c": {}',
        "}",
    ]


@pytest.mark.parametrize(
    "lexeme",
    [
        "1",
        "1.0",
        "1e400",
        "-0",
        "123456789012345678901234567890",
        "NaN",
        "-Infinity",
        r'"\ud800"',
        r'"\u0041"',
        '"\\/"',
    ],
)
def test_values_stay_exactly_as_they_were_sent(lexeme):
    assert laid_out(f"[{lexeme}]") == (f"[\n  {lexeme}\n]", "")


def test_a_name_given_twice_stays_twice_and_in_order():
    text, problem = laid_out('{"b":1,"a":2,"b":3}')
    assert text.split() == ["{", '"b":', "1,", '"a":', "2,", '"b":', "3", "}"]
    assert not problem


@given(VALUES)
def test_the_layout_changes_nothing_but_white_space(value):
    sent = json.dumps([value])
    text, problem = laid_out(sent)
    assert problem == ""
    assert "".join(text.split()) == "".join(sent.split())
    assert text == json.dumps([value], indent=2)


@given(VALUES, st.lists(st.integers(1, 20), min_size=1, max_size=30), st.booleans())
def test_parts_of_any_size_give_the_same(value, sizes, ascii_only):
    sent = json.dumps([value, {"x": value}], ensure_ascii=ascii_only)
    printer, told, at = JsonPrinter(), "", 0
    for size in sizes:
        told += printer.feed(sent[at : at + size], final=False)
        at += size
    told += printer.feed(sent[at:], final=True)
    assert (told, printer.problem) == laid_out(sent)


@given(st.text(alphabet='{}[],:"\\ \n1eat-.\u202e', max_size=60), st.integers(0, 60))
def test_nothing_of_a_broken_text_is_lost(text, cut):
    printer = JsonPrinter()
    told = printer.feed(text[:cut], final=False) + printer.feed(text[cut:], final=True)
    told = told.replace("⟨U+202E⟩", "\u202e").replace("⟨LF⟩", "\n")
    assert "".join(told.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a" 1}', "Not JSON at character 6: expected a colon."),
        ("{1:2}", "Not JSON at character 2: expected a name in double quotes or }."),
        ("[1,]", "Not JSON at character 4: expected a value."),
        ("[1}", "Not JSON at character 3: expected a comma or a closing bracket."),
        ('{"a":1]', "Not JSON at character 7: expected a comma or a closing bracket."),
        ("[01]", "Not JSON at character 2: expected a value or ]."),
        ("[True]", "Not JSON at character 2: expected a value or ]."),
        ("]", "Not JSON at character 1: expected a value."),
        ("{} }", "Not JSON at character 4: expected the end."),
        ('["a" "b"]', "Not JSON at character 6: expected a comma or a closing bracket."),
        ('["a" "b', "Not JSON at character 6: expected a comma or a closing bracket."),
        ("[[1", "The JSON ends with 2 brackets still open."),
        ('["ab', "The JSON ends inside a string."),
        ('["ab\\', "The JSON ends inside a string."),
        ("  ", "There is no JSON value."),
    ],
)
def test_the_place_where_it_stops_being_json_is_told(text, problem):
    assert laid_out(text)[1] == problem


def test_the_place_counts_from_the_payload_s_start_whatever_the_parts():
    printer = JsonPrinter()
    printer.feed('["abc', final=False)
    printer.feed('def", 1', final=False)
    printer.feed("2, x]", final=True)
    assert printer.problem == "Not JSON at character 16: expected a value."


def test_one_value_after_the_other_stands_on_lines_of_its_own():
    assert laid_out('{"a":1}\n{"a":2}')[0].count("\n}\n{\n") == 1


def test_a_nesting_of_100000_levels_is_shown_without_a_wall_of_blanks():
    result = view(b"[" * 100_000 + b"]" * 100_000, Opcode.TEXT)
    assert result.format == "json"
    assert result.problem == "Nested 100,000 levels deep: what is below level 40 stays on one line."
    assert len(result.text) < 250_000
    assert "".join(result.text.split()) == "[" * 100_000 + "]" * 100_000


def test_white_space_without_end_is_read_in_no_time():
    # Quadratic, this would take minutes.
    assert (
        view(b"[1" + b" " * 2_000_000, limit=3_000_000).problem == "The JSON ends with 1 brackets still open."
    )


def test_a_number_without_end_is_given_up():
    printer = JsonPrinter()
    told = printer.feed("[" + "1" * 70_000, final=False) + printer.feed("1]", final=True)
    assert told.replace("\n", "").replace(" ", "") == "[" + "1" * 70_001 + "]"


def test_what_is_no_json_from_the_start_is_shown_as_it_came():
    result = view(b'[12:30] he said "{"', Opcode.TEXT)
    assert result.text == '[12:30] he said "{"'
    assert result.problem == "Not JSON at character 4: expected a comma or a closing bracket."


def test_what_stops_being_json_later_stays_laid_out_until_there():
    reader_text = b"[" + b"1," * 200_000
    result = view(reader_text + b"x]", Opcode.TEXT, limit=1_000_000)
    assert "expected a value" in result.problem


def test_half_a_surrogate_pair_and_hidden_characters_are_seen():
    result = view(b'{"a":"\\ud83d","b":"\xed\xa0\xbd","c":"\x00\t\n","d":"\xe2\x80\xae"}', Opcode.TEXT)
    assert '"a": "\\ud83d"' in result.text
    assert '"b": "\\xed\\xa0\\xbd"' in result.text
    assert '"c": "⟨NUL⟩⟨TAB⟩⟨LF⟩"' in result.text
    assert '"d": "⟨U+202E⟩"' in result.text
    assert result.problem.startswith("Not UTF-8 at byte 19: ")


def test_a_byte_order_mark_is_told():
    result = view(b"\xef\xbb\xbf{}", Opcode.TEXT)
    assert result.text == "{}"
    assert result.problem == "It begins with a byte order mark, which JSON must not (RFC 8259 §8.1)."
