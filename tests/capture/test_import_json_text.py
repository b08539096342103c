"""JSON is walked through exactly as Python's json reads it, and never read where it need not be."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.capture.importing.json_text import JsonError, JsonValue

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def walked(value):
    """Read a value by walking alone."""
    if value.kind == b"{":
        return {name: walked(member) for name, member in value.members()}
    if value.kind == b"[":
        return [walked(item) for item in value.items()]
    return value.load()


@given(value=VALUES, indent=st.sampled_from([None, 1]), ascii_only=st.booleans())
@settings(deadline=None)
def test_it_reads_what_json_reads(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    if b"\xed" in text:
        return
    text = b" \n" + text + b"\r\n"
    assert walked(JsonValue(text)) == value
    assert JsonValue(text).load() == value
    assert JsonValue(text).end == len(text) - 2


@given(text=st.binary(max_size=40) | st.text(alphabet='{}[]",:\\ 01nut', max_size=40).map(str.encode))
@settings(deadline=None, max_examples=500)
def test_any_bytes_end_in_a_value_or_a_sentence(text):
    said = "."
    try:
        walked(JsonValue(text))
    except JsonError as error:
        said = str(error)
    assert said.endswith(".")


def test_values_that_are_passed_over_are_not_loaded():
    deep = b"[" * 100_000 + b"]" * 100_000
    text = b'{"a": ' + deep + b', "b": "\\"}", "c": 1}'
    members = dict(JsonValue(text).members())
    assert members["c"].load() == 1
    assert members["b"].load() == '"}'
    with pytest.raises(JsonError, match="nested too deeply"):
        members["a"].load()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"a": 1', "ends in the middle"),
        (b'{"a": "1', "never ends"),
        (b'{"a" 1}', "at byte 5: : is missing"),
        (b"{1: 2}", "at byte 1: a name"),
        (b'{"a": tru}', "no JSON"),
        (b"", "ends in the middle"),
    ],
)
def test_what_is_wrong_is_said(text, said):
    with pytest.raises(JsonError, match=said):
        walked(JsonValue(text))


def test_numbers_keep_all_their_digits():
    assert str(JsonValue(b"1700000000.123456789").load()) == "1700000000.123456789"


def test_large_strings_are_walked_over():
    text = b'["' + b"\\\\x" * 10_000_000 + b'", 7]'
    assert [item.load() for item in JsonValue(text).items()][1] == 7
