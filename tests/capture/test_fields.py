"""Values inside JSON payloads, by path."""

import pytest

from inspector.capture.fields import MOST_BYTES, checked_path, field_values
from inspector.capture.records import CaptureError
from inspector.capture.store import Capture


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("$.type", "$.type"),
        ("type", "$.type"),
        (" user.name ", "$.user.name"),
        ("[0].id", "$[0].id"),
        ("items[12][#-1]", "$.items[12][#-1]"),
        ('$."two words"', '$."two words"'),
        ("$", "$"),
    ],
)
def test_paths(typed, path):
    assert checked_path(typed) == path


@pytest.mark.parametrize("typed", ["a..b", "a[", "a[x]", "$type", "a b", 'a."b'])
def test_what_is_no_path_is_said(typed):
    with pytest.raises(CaptureError, match="is no step of a path"):
        checked_path(typed)


def test_values_of_frames(tmp_path):
    capture = Capture.create(tmp_path / "a.wscap")
    connection_id = capture.open_connection("ws://h/")
    payloads = [
        b'{"type":"tick","n":1.5}',
        b"not JSON",
        b'{"type":{"deep":[1]}}',
        b'{"type":null}',
        b"\xff\xfe{",
        b"",
        b'{"type":"' + b"x" * MOST_BYTES + b'"}',
        b"[" * 3000,
    ]
    capture.append(connection_id, [(1, 1, 0x81, None, len(one), one) for one in payloads])
    capture.flush()
    ids = list(range(1, len(payloads) + 3))
    assert field_values(capture.parts, "$.type", ids) == {1: "tick", 3: '{"deep":[1]}'}
    assert field_values(capture.parts, "$.n", ids) == {1: "1.5"}
    capture.close()
