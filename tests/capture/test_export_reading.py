"""Frames are read by their ids in lists of a bounded size, wherever they are."""

import pytest

from inspector.capture import frame_batches


@pytest.mark.parametrize(
    "ids", [[], [1], [2, 3, 700, 1999, 2000], list(range(1, 2001)), list(range(2, 2001, 3))]
)
def test_frames_are_read_by_their_ids(capture, rows, ids):
    capture.append(capture.open_connection("ws://h/"), rows(2000))
    capture.flush()
    batches = list(capture.batches_of(ids))
    assert [row[0] for batch in batches for row in batch] == ids
    assert [row[7] for batch in batches for row in batch] == [b"frame %d" % (number - 1) for number in ids]


def test_ids_that_are_not_there_are_left_out(capture, rows):
    capture.append(capture.open_connection("ws://h/"), rows(3))
    capture.flush()
    ids = [-5, 0, *range(2, 4), *range(1000, 3000)]
    assert [row[0] for batch in capture.batches_of(ids) for row in batch] == [2, 3]


def test_large_payloads_come_a_few_at_a_time(capture, monkeypatch):
    monkeypatch.setattr(frame_batches, "_CHUNK_BYTES", 2_500)
    connection = capture.open_connection("ws://h/")
    capture.append(connection, [(1, 1, 0x82, None, 1000, bytes(1000)) for _ in range(10)])
    capture.flush()
    batches = list(capture.batches_of([1, 2, 3, 5, 6, 8, 9, 10]))
    assert [[row[0] for row in batch] for batch in batches] == [[1, 2, 3], [5, 6, 8], [9, 10]]
