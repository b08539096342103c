"""Reading: previews without payloads, parts of payloads, notes, ids, from any thread."""

import os
import threading
from pathlib import Path

import pytest

from inspector.capture.records import CaptureError
from inspector.capture.schema import LARGE

FIGURES = Path("/proc/self/io")


def test_a_preview_is_cut_at_256_bytes(capture):
    connection = capture.open_connection("ws://h/")
    sizes = [0, 255, 256, 257, LARGE, LARGE + 1, 1_000_000]
    payloads = [os.urandom(size) for size in sizes]
    capture.append(connection, [(1, 1, 0x82, None, len(payload), payload) for payload in payloads])
    capture.flush()
    summaries = capture.summaries(1, len(sizes))
    assert [summary.length for summary in summaries] == sizes
    assert [summary.preview for summary in summaries] == [payload[:256] for payload in payloads]


@pytest.mark.skipif(not FIGURES.exists(), reason="NOT TESTED: no count of bytes read")
def test_a_preview_leaves_the_payload_unread(captures, tmp_path):
    path = tmp_path / "a"
    capture = captures.create(path)
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [(1, 1, 0x82, None, 20_000_000, os.urandom(20_000_000))] * 2)
    capture.close()
    capture = captures.open(path, read_only=True)
    before = bytes_read()
    assert [len(summary.preview) for summary in capture.summaries(1, 2)] == [256, 256]
    assert [summary.length for summary in capture.summaries_of([2, 1])] == [20_000_000] * 2
    assert bytes_read() - before < 1_000_000
    capture.frame(1)
    assert bytes_read() - before > 20_000_000


def bytes_read():
    return int(FIGURES.read_text().split()[1])  # "rchar: …": what read() gave, the page cache's too


@pytest.mark.skipif(not FIGURES.exists(), reason="NOT TESTED: no count of bytes read")
def test_a_part_beside_the_last_one_costs_nothing(captures, tmp_path):
    capture = captures.create(tmp_path / "a")
    payload = os.urandom(20_000_000)
    capture.append(capture.open_connection("ws://h/"), [(1, 1, 0x82, None, 1, payload)])
    capture.flush()
    assert capture.payload_part(1, 19_000_000, 10) == payload[19_000_000:19_000_010]
    before = bytes_read()
    assert capture.payload_part(1, 19_999_000, 5000) == payload[-1000:]
    assert bytes_read() - before < 1_000_000


def test_summaries_of_ids_come_in_the_order_asked(capture, rows):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(2000))
    capture.flush()
    ids = list(range(2000, 0, -1))
    assert [summary.id for summary in capture.summaries_of(ids)] == ids
    assert [summary.id for summary in capture.summaries_of([7, 5000, 3])] == [7, 3]
    assert capture.summaries_of([]) == []
    assert capture.summaries(3, 2) == []


def test_a_note_flags_its_frame(capture, rows):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(4))
    capture.add_note("violation", "Reserved bit.", section="RFC 6455 §5.2", frame_id=2, time_ns=7)
    capture.add_note("state", "of no frame", connection_id=connection)
    capture.flush()
    assert [summary.flagged for summary in capture.summaries(1, 4)] == [False, True, False, False]
    assert [summary.flagged for summary in capture.summaries_of([3, 2])] == [False, True]
    (note,) = capture.notes(frame_id=2)
    assert (note.time_ns, note.kind, note.text, note.section) == (
        7,
        "violation",
        "Reserved bit.",
        "RFC 6455 §5.2",
    )
    assert [note.text for note in capture.notes(connection_id=connection)] == ["of no frame"]
    assert [note.id for note in capture.notes(after_id=1)] == [2]
    assert [note.id for note in capture.notes(limit=1)] == [1]
    assert capture.notes(connection_id=99) == []


@pytest.mark.parametrize("size", [0, 1, 1000, LARGE + 1, 9_000_000])
def test_parts_of_a_payload_make_the_whole(capture, size):
    payload = os.urandom(size)
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [(1, 1, 0x82, None, size, payload)])
    capture.flush()
    step = max(1, size // 7)
    for offset in [*range(0, size + 1, step), size - 1, 0, size, size + 5]:
        if offset >= 0:
            assert capture.payload_part(1, offset, step) == payload[offset : offset + step]
    assert capture.payload_part(1, 0, size + 1) == payload
    assert capture.payload_part(2, 0, 10) == b""
    assert capture.frame(2) is None


def test_parts_of_two_payloads_are_not_mixed_up(capture):
    one, other = b"1" * 100_000, b"2" * 100_000
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [(1, 1, 0x82, None, 100_000, one), (1, 1, 0x82, None, 100_000, other)])
    capture.flush()
    assert [capture.payload_part(frame, 10, 2) for frame in (1, 2, 1)] == [b"11", b"22", b"11"]


def test_ids_of_one_connection(capture, rows):
    one, other = capture.open_connection("ws://h/1"), capture.open_connection("ws://h/2")
    for connection in (one, other, one):
        capture.append(connection, rows(2))
    capture.flush()
    assert list(capture.frame_ids(one, 0)) == [1, 2, 5, 6]
    assert list(capture.frame_ids(one, 2)) == [5, 6]
    assert list(capture.frame_ids(other, 4)) == []
    assert capture.frame_ids(one, 0).typecode == "q"


def test_every_frame_in_order_whatever_its_size(capture):
    connection = capture.open_connection("ws://h/")
    sizes = [5_000_000, 1, 5_000_000, 0, *[10] * 5000, *[3_000_000] * 5]
    capture.append(connection, [(1, 1, 0x82, None, size, bytes(size)) for size in sizes])
    capture.flush()
    assert [len(stored.frame.payload) for stored in capture.frames()] == sizes
    batches = [sum(len(row[7]) for row in batch) for batch in capture.frame_batches()]
    assert max(batches) < 14_000_000


def test_reading_slowly_keeps_nobody_from_writing(capture, rows):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(5000))
    capture.flush()
    reading = capture.frame_batches()
    next(reading)
    capture.append(connection, rows(1, 5000))
    capture.flush()
    assert capture.last_id == 5001
    assert 2048 < sum(map(len, reading)) < 5000, "the frames there were when it began, less the first batch"


def test_many_threads_read_while_one_writes(capture, rows):
    connection = capture.open_connection("ws://h/")
    ended = threading.Event()
    troubles = []

    def read():
        while not ended.is_set():
            last = capture.last_id
            found = [summary.preview for summary in capture.summaries(max(1, last - 59), last)]
            if found != [b"frame %d" % number for number in range(max(1, last - 59), last + 1)]:
                troubles.append((last, found))
            if last and capture.frame(last).frame.payload != b"frame %d" % last:
                troubles.append(last)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for first in range(1, 30_001, 100):
        capture.append(connection, rows(100, first))
        if not first % 10:
            capture.flush()
    capture.flush()
    ended.set()
    for reader in readers:
        reader.join()
    assert troubles == []
    assert capture.problem is None
    assert capture.last_id == 30_000


def test_closing_waits_for_those_who_read(capture, rows, tmp_path):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(20_000))
    capture.flush()
    said = []

    def read():
        try:
            while True:
                assert len(capture.frame_ids(connection, 0)) == 20_000
        except CaptureError as error:
            said.append(str(error))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    capture.close()
    for reader in readers:
        reader.join()
    assert [sentence.rpartition(" ")[2] for sentence in said] == ["closed."] * 3
    assert [file.name for file in tmp_path.iterdir() if file.name != "a.wscap"] == []


def test_the_change_count_rises_with_each_commit_of_any_kind(capture, rows):
    counts = [capture.change_count]
    connection = capture.open_connection("ws://h/")
    for change in (
        lambda: capture.append(connection, rows(1)),
        lambda: capture.add_note("state", "x"),
        lambda: capture.update_connection(connection, error="x"),
    ):
        change()
        capture.flush()
        counts.append(capture.change_count)
    assert counts == sorted(set(counts))


def test_the_size_grows(capture, rows):
    before = capture.size_bytes()
    capture.append(capture.open_connection("ws://h/"), rows(10_000))
    capture.flush()
    assert capture.size_bytes() > before + 100_000
