"""What goes in comes out: rows of any content, with the ids that were promised."""

import itertools
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.capture import batch
from inspector.capture.records import CaptureError
from inspector.wire.records import WireFrame

START_NS = 1_700_000_000_000_000_000
ROW = st.tuples(
    st.integers(0, 2**63 - 1),
    st.sampled_from([0, 1]),
    st.integers(0, 255),
    st.none() | st.binary(min_size=4, max_size=4),
    st.integers(0, 2**63 - 1),
    st.binary(max_size=300),
)
APPENDS = st.lists(st.tuples(st.integers(0, 2), st.lists(ROW, max_size=120)), max_size=8)


@given(appends=APPENDS)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_come_back_under_their_ids(capture, appends):
    connections = [capture.open_connection(f"ws://h/{number}") for number in range(3)]
    expected = {}
    for which, some in appends:
        first = capture.append(connections[which], list(some))
        expected |= {first + place: (connections[which], row) for place, row in enumerate(some)}
    capture.flush()
    for frame_id, (connection, row) in expected.items():
        assert capture.frame(frame_id) == (frame_id, connection, WireFrame(*row))
    summaries = capture.summaries(min(expected, default=1), max(expected, default=0))
    assert [summary.id for summary in summaries] == list(expected)
    for summary in summaries:
        connection, row = expected[summary.id]
        assert summary[1:7] == (connection, *row[:5])
        assert (summary.length, summary.preview) == (len(row[5]), row[5][:256])


@pytest.mark.parametrize("arrays", [True, False])
def test_frames_alike_and_frames_that_differ_keep_their_order(capture, monkeypatch, arrays):
    monkeypatch.setattr(batch, "_HAS_ARRAYS", arrays)
    connection = capture.open_connection("ws://h/")
    alike = [(START_NS, 1, 0x82, None, number % 5, b"\0\xff\x80ab"[: number % 5]) for number in range(120)]
    sent = [(START_NS + 1, 0, 0x81, b"\0mas", 3, b"abc")]
    masked = [(START_NS + 2, 1, 0x81, bytes([number] * 4), 1, b"x") for number in range(120)]
    compressed = [(START_NS + 3, 1, 0xC1, None, 7, b"x" * 90)] * 120
    lists = [sent, alike, sent, sent, masked, alike, compressed, alike, []]
    for rows in lists:
        capture.append(connection, list(rows))
    capture.flush()
    assert [tuple(stored.frame) for stored in capture.frames()] == [row for rows in lists for row in rows]


def test_ids_are_consecutive_over_connections_and_batches(capture, rows):
    one, other = capture.open_connection("ws://h/1"), capture.open_connection("ws://h/2")
    expected = 1
    for count, connection in zip([1, 49, 50, 51, 0, 700, 3], itertools.cycle([one, other]), strict=False):
        assert capture.append(connection, rows(count, expected)) == expected
        expected += count
    capture.flush()
    assert capture.last_id == expected - 1
    assert [s.preview for s in capture.summaries(1, expected)] == [
        b"frame %d" % n for n in range(1, expected)
    ]


def test_ids_go_on_in_a_capture_that_is_opened_again(captures, tmp_path, rows):
    first = captures.create(tmp_path / "a")
    connection = first.open_connection("ws://h/")
    first.append(connection, rows(3))
    first.add_note("state", "one")
    first.close()
    again = captures.open(tmp_path / "a")
    assert again.closed_cleanly
    assert again.open_connection("ws://h/2") == connection + 1
    assert again.append(connection, rows(1, 3)) == 4
    again.add_note("state", "two")
    again.flush()
    assert again.frame_counts() == {connection: (0, 4), connection + 1: (0, 0)}
    assert [(note.id, note.text) for note in again.notes()] == [(1, "one"), (2, "two")]


def test_connections_are_kept_with_all_their_columns(captures, tmp_path):
    capture = captures.create(tmp_path / "a")
    first = capture.open_connection("ws://h/", role="server", peer="127.0.0.1:9", opened_ns=5)
    capture.update_connection(first, request_head=b"GET \xff\r\n\r\n", timings='{"dns": 1}', tls="{}")
    capture.update_connection(
        first, closed_ns=9, close_code=1000, close_reason="bye", closed_by="remote", error="none"
    )
    live = capture.connection(first)
    capture.close()
    assert captures.open(tmp_path / "a", read_only=True).connections() == [live]
    assert (live.role, live.peer, live.opened_ns, live.timings) == ("server", "127.0.0.1:9", 5, '{"dns": 1}')
    assert live.request_head == b"GET \xff\r\n\r\n"


def test_counts_are_of_sent_and_received(capture, rows):
    one, other = capture.open_connection("ws://h/1"), capture.open_connection("ws://h/2")
    capture.append(one, rows(2, direction=0) + rows(3, direction=1))
    capture.append(other, rows(1), 1)
    capture.append(other, rows(4, direction=0))
    assert capture.frame_counts() == {one: (2, 3), other: (4, 1)}
    assert capture.byte_counts() == (6 * len("frame 0"), 4 * len("frame 0"))


def test_text_that_utf8_cannot_hold_is_escaped(capture):
    connection = capture.open_connection("ws://h/\udcff")
    capture.add_note("error", "lone \ud800", connection_id=connection)
    capture.flush()
    assert capture.notes()[0].text == "lone \\ud800"
    assert capture.problem is None


def test_the_file_is_for_its_owner_only(captures, tmp_path, rows):
    capture = captures.create(tmp_path / "a.wscap")
    capture.append(capture.open_connection("ws://h/"), rows(1))
    capture.flush()
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "a.wscap-wal" in modes


def test_a_closed_capture_is_one_single_file(captures, tmp_path, rows):
    capture = captures.create(tmp_path / "a.wscap")
    capture.append(capture.open_connection("ws://h/"), rows(1))
    capture.close()
    assert [file.name for file in tmp_path.iterdir()] == ["a.wscap"]


def test_a_closed_capture_says_so(capture, rows):
    connection = capture.open_connection("ws://h/")
    capture.close()
    with pytest.raises(CaptureError, match="is closed"):
        capture.append(connection, rows(1))
    with pytest.raises(CaptureError, match="is closed"):
        capture.summaries(1, 1)
