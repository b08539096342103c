"""Lines are cut to a length that can be laid out, and are one again when they are put together."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads.json_printer import JsonPrinter
from inspector.ui.json_colours import Kind, hidden_spans, json_spans
from inspector.ui.payload_lines import LONGEST_LINE, Line, LineCutter


def joined(lines):
    return "".join(
        ("" if line.continues or not number else "\n") + line.text for number, line in enumerate(lines)
    )


TEXTS = st.lists(st.sampled_from(["a", "\n", "x" * 1000, "y" * 3000, '"', "\\"])).map("".join)


@given(st.lists(TEXTS), st.booleans())
def test_lines_put_together_are_the_text(parts, as_json):
    cutter = LineCutter(json=as_json)
    lines = [line for part in parts for line in cutter.cut(part)]
    assert joined(lines) == "".join(parts)
    assert all(len(line.text) <= LONGEST_LINE for line in lines)


def test_an_empty_text_is_one_empty_line():
    assert [tuple(line) for line in LineCutter(json=False).cut("")] == [("", False, False)]


@given(st.text(alphabet='ab"\\ü,:', max_size=20), st.integers(0, 30), st.integers(100, 3000))
def test_the_colours_of_a_cut_line_are_those_of_the_whole_one(letters, fill, size):
    sent = json.dumps({"name": letters * 60 + "z" * fill, "n": [1, None]}, ensure_ascii=False)
    printer, cutter = JsonPrinter(), LineCutter(json=True)
    texts = [printer.feed(sent[start : start + size], final=False) for start in range(0, len(sent), size)]
    texts.append(printer.feed("", final=True))
    lines = [line for text in texts for line in cutter.cut(text)]
    whole = [Line(text, False, False) for text in "".join(texts).split("\n")]
    assert colours(lines) == colours(whole)


def test_a_long_line_is_not_cut_inside_an_escape():
    string = '"' + "a" * (LONGEST_LINE - 2) + '\\"b", 1'
    first, second = LineCutter(json=True).cut(string)
    assert (first.text[-1], second) == ("a", Line('\\"b", 1', True, True))


def colours(lines):
    """Give the colour of each character; a name of many characters is coloured like any string."""
    result = []
    for line in lines:
        kinds = [None] * len(line.text)
        for start, end, kind in json_spans(line.text, in_string=line.in_string):
            kinds[start:end] = [Kind.STRING if kind is Kind.NAME else kind] * (end - start)
        result += kinds
    return result


def test_names_and_values_are_told_apart():
    spans = {
        text: kind for start, end, kind in json_spans(LINE, in_string=False) for text in [LINE[start:end]]
    }
    assert spans == {'"a\\"b"': Kind.NAME, '"c:"': Kind.STRING}
    number = '  "n": -1.5e+3,'
    assert [number[span.start : span.end] for span in json_spans(number, in_string=False)] == [
        '"n"',
        "-1.5e+3",
    ]


LINE = '  "a\\"b": "c:",'


def test_what_stands_for_a_hidden_character_has_a_colour_of_its_own():
    assert [tuple(span) for span in hidden_spans("a⟨NUL⟩⟨U+202E⟩b ⟨x⟩")] == [(1, 14, Kind.HIDDEN)]
