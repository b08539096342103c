"""Values in JSON are found as SQLite finds them."""

import json

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.capture.filtering.json_path import sql_path
from inspector.capture.filtering.json_value import find, number

DATABASE = apsw.Connection(":memory:")
SQL = """
SELECT json_type(text, :path), CAST(CASE json_type(text, :path)
    WHEN 'text' THEN json_extract(text, :path) ELSE text -> :path END AS BLOB)
FROM (SELECT CAST(:payload AS TEXT) AS text) WHERE json_valid(text)"""


def by_sqlite(payload, path):
    row = DATABASE.execute(SQL, {"payload": payload, "path": sql_path(path)}).fetchone()
    if row is None or row[0] is None:
        return None
    return ("number" if row[0] in ("integer", "real") else row[0]), row[1]


names = st.sampled_from(["a", "b", "a b", "ä", "1", "", 'x"y', "x\\y", "'", "$", "a.b", "[0]"])
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)
# fmt: off
pieces = st.sampled_from([
    b"{", b"}", b"[", b"]", b",", b":", b'"a"', b'"\\u0061"', b'"b"', b"1", b"-0", b"1.5e3", b"01", b"1.",
    b".5", b"+1", b"NaN", b"Infinity", b"true", b"null", b"tru", b" ", b"\n", b"\t", b"\x0c", b"\xa0",
    b"\xef\xbb\xbf", b"\x00", b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\ud83d\\ude00"', b'"\\u0000"',
    b'"\x01"', b'"\x7f"', b'"\xff"', b'"\\x41"', b"'a'", b"a", b"/*x*/", b'"\\/"', b'"\\\n"', b"1e999",
    b"99999999999999999999", b'"\\"', b'"\\v"', b'"\xed\xa0\x80"',
])
# fmt: on
members = st.tuples(st.sampled_from([b'"a"', b'"\\u0061"', b'"b"']), pieces).map(b":".join)
payloads = st.one_of(
    values.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")),
    values.map(lambda value: json.dumps(value, indent=1).encode()),
    st.lists(pieces, max_size=12).map(b"".join),
    st.lists(members, max_size=4).map(lambda parts: b"{%b}" % b",".join(parts)),
    st.binary(max_size=8),
)
paths = st.lists(names | st.integers(0, 3), max_size=3).map(tuple)


@settings(deadline=None, max_examples=500)
@given(payloads, paths)
def test_sqlite_finds_the_same(payload, path):
    found = find(payload, path)
    assert (found and (found.kind, found.text())) == by_sqlite(payload, path)


@pytest.mark.parametrize("depth", [1, 999, 1_000, 1_001, 5_000])
@pytest.mark.parametrize(("opening", "inside", "closing"), [(b"[", b"", b"]"), (b'{"a":', b"1", b"}")])
def test_deep_json(depth, opening, inside, closing):
    payload = opening * depth + inside + closing * depth
    assert (find(payload, ()) is not None) == (depth <= 1_000) == (by_sqlite(payload, ()) is not None)


def test_the_first_of_two_members_of_one_name_counts():
    assert find(b'{"a":{"b":1},"a":{"b":2}}', ("a", "b")).source == b"1"
    assert find(b'{"a":1,"a":{"b":2}}', ("a", "b")) is None


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (b"0", 0),
        (b"-0", 0),
        (b"9223372036854775807", 2**63 - 1),
        (b"9223372036854775808", 2.0**63),
        (b"-9223372036854775808", -(2**63)),
        (b"1e400", float("inf")),
        (b"1" + b"0" * 5_000, float("inf")),
        (b"1.5E+2", 150.0),
    ],
)
def test_numbers(source, value):
    assert number(source) == value
    assert type(number(source)) is type(value)
    assert DATABASE.execute("SELECT json_extract(CAST(? AS TEXT), '$') = ?", (source, value)).get == 1
