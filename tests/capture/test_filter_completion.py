"""What the word at the cursor may become."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.capture.filtering import completions, parse_filter
from inspector.capture.filtering.fields import FIELDS

ANYTHING = "dir: type: size: time: conn: id: json: event: ns: ack: error note bookmark"


def completed(text):
    """Complete at the mark, and give each text that may come of it."""
    position = text.index("|")
    text = text.replace("|", "", 1)
    return [text[: one.start] + one.text + text[one.end :] for one in completions(text, position)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d|", ["dir:"]),
        ("foo D|", ["foo dir:"]),
        ("(e| OR x)", ["(event: OR x)", "(error OR x)"]),
        ("-bo|", ["-bookmark"]),
        ("x an|", ["x AND"]),
        ("an|", []),
        ("zzz|", []),
        ("error|", []),
        ("foo|bar", []),
        ("di|xx foo", ["dir: foo"]),
        ("dir:|", ["dir:sent", "dir:received"]),
        ("dir:R|", ["dir:received"]),
        ("direction:s|", ["direction:sent"]),
        ("-type:p|", ["-type:ping", "-type:pong"]),
        ("type:ping,po|", ["type:ping,pong"]),
        ("conn:|", []),
        ("nothing:|", []),
        ('"d|', []),
        ('"d" d|', ['"d" dir:']),
        ('"a\\" d|', []),
        ("a)|", []),
    ],
)
def test_what_is_offered(text, expected):
    assert completed(text) == expected


def test_everything_is_offered_where_nothing_is_typed():
    assert [one.text for one in completions("", 0)] == ANYTHING.split()
    assert [one.text for one in completions("a ", 2)] == ANYTHING.split()
    assert all(one.label.startswith(f"{one.text} – ") for one in completions("", 0))


def test_examples_are_valid():
    for name, field in FIELDS.items():
        parse_filter(f"{name}:{field.example}")
        for value in field.values:
            if not value.endswith(("=", ">")):
                parse_filter(f"{name}:{value}")


@settings(deadline=None)
@given(st.text(st.sampled_from('ab"\\ ():-|dirtype')), st.integers(0, 40))
def test_any_text_and_place(text, position):
    for one in completions(text, min(position, len(text))):
        assert 0 <= one.start <= min(position, len(text)) <= one.end <= len(text)
