"""Clearing hides what is there, and undoing it shows all again."""

import apsw


def urls(capture):
    return [record.url for record in capture.shown_connections()]


def test_clearing_hides_and_keeps(capture, rows):
    over = capture.open_connection("ws://over/")
    live = capture.open_connection("ws://live/")
    capture.append(over, rows(3))
    capture.append(live, rows(2, direction=0))
    capture.update_connection(over, closed_ns=1)
    assert capture.cleared.through == capture.cleared.count == 0
    assert capture.clear() == 5
    capture.append(live, rows(1))
    capture.flush()
    assert (capture.cleared.through, capture.cleared.count, capture.last_id) == (5, 5, 6)
    assert urls(capture) == ["ws://live/"]
    assert capture.shown_counts() == {over: (0, 0), live: (0, 1)}
    assert capture.frame_counts() == {over: (0, 3), live: (2, 1)}
    assert len(list(capture.frames())) == 6
    capture.undo_clear()
    assert (capture.cleared.through, capture.cleared.count) == (0, 0)
    assert urls(capture) == ["ws://over/", "ws://live/"]
    assert capture.shown_counts() == capture.frame_counts()


def test_connections_without_a_frame_are_cleared_too(capture):
    failed = capture.open_connection("ws://failed/")
    capture.update_connection(failed, closed_ns=1)
    assert not capture.cleared.any
    assert capture.clear() == 0
    assert capture.cleared.any
    assert urls(capture) == []
    capture.undo_clear()
    assert not capture.cleared.any
    assert urls(capture) == ["ws://failed/"]


def test_frames_that_are_not_written_yet_are_cleared_too(capture, rows):
    capture.append(capture.open_connection("ws://h/"), rows(1000))
    assert capture.clear() == 1000
    assert capture.cleared.through == 1000


def test_one_that_closes_later_stays(capture, rows):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(1))
    capture.clear()
    capture.update_connection(connection, closed_ns=2)
    assert urls(capture) == ["ws://h/"]
    capture.clear()
    assert urls(capture) == []


def test_clearing_twice_hides_more_and_undo_shows_all(capture, rows):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(2))
    capture.clear()
    capture.append(connection, rows(3))
    assert capture.clear() == 5
    capture.undo_clear()
    assert capture.shown_counts() == {connection: (0, 5)}


def test_it_lasts(captures, rows, tmp_path):
    capture = captures.create(tmp_path / "a")
    over = capture.open_connection("ws://over/")
    cut = capture.open_connection("ws://cut/")
    capture.append(over, rows(3))
    capture.update_connection(over, closed_ns=1)
    capture.clear()
    capture.append(cut, rows(2))
    capture.close()
    again = captures.open(tmp_path / "a")
    assert (again.cleared.through, again.cleared.count) == (3, 3)
    assert urls(again) == ["ws://cut/"]
    assert again.shown_counts() == {over: (0, 0), cut: (0, 2)}
    # Nobody writes to it any more, though its close is not on record.
    again.clear()
    assert urls(again) == []
    again.undo_clear()
    again.close()
    assert captures.open(tmp_path / "a").cleared.through == 0


def test_only_reading_clears_for_itself(captures, rows, tmp_path):
    capture = captures.create(tmp_path / "a")
    capture.append(capture.open_connection("ws://h/"), rows(3))
    capture.close()
    reader = captures.open(tmp_path / "a", read_only=True)
    before = reader.change_count
    assert reader.clear() == 3
    assert reader.change_count > before
    assert reader.cleared.through == 3
    assert captures.open(tmp_path / "a", read_only=True).cleared.through == 0


def test_what_others_wrote_there_hides_nothing(captures, rows, tmp_path):
    for written in ("nonsense", "[]", '{"counts": 3}', '{"counts": {"1": []}}', '{"counts": {"x": [1, 2]}}'):
        path = tmp_path / f"{abs(hash(written))}"
        capture = captures.create(path)
        capture.append(capture.open_connection("ws://h/"), rows(3))
        capture.clear()
        capture.close()
        with apsw.Connection(str(path)) as file:
            file.execute("UPDATE property SET value = ? WHERE name = 'cleared'", (written,))
        file.close()
        assert captures.open(path).cleared.through == 0
