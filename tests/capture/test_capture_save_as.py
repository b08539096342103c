"""A capture goes on in another file while it is written."""

import threading

import pytest

from inspector.capture.records import CaptureError


def test_it_goes_on_in_the_new_file(capture, captures, rows, tmp_path):
    connection = capture.open_connection("ws://h/", peer="h:1")
    capture.append(connection, rows(100))
    capture.bookmarks.set(5, "five")
    capture.add_note("state", "before")
    before = capture.path
    capture.save_as(tmp_path / "new.wscap")
    assert capture.path == tmp_path / "new.wscap"
    first = capture.append(connection, rows(50, 100))
    capture.add_note("state", "after")
    capture.flush()
    assert first == 101
    assert [stored.id for stored in capture.frames()] == list(range(1, 151))
    assert capture.problem is None
    with pytest.raises(CaptureError, match="is in use by another program"):
        captures.open(tmp_path / "new.wscap")
    capture.close()
    new = captures.open(tmp_path / "new.wscap")
    assert new.closed_cleanly
    assert (new.last_id, [note.text for note in new.notes()]) == (150, ["before", "after"])
    assert new.bookmarks.of(5).text == "five"
    if before is not None:
        old = captures.open(before)
        assert old.closed_cleanly
        assert old.last_id == 100


def test_nothing_is_lost_under_a_flood(capture, captures, rows, tmp_path):
    connection = capture.open_connection("ws://h/")
    stop, appended = threading.Event(), []

    def flood():
        number = 0
        while not stop.is_set() and number < 400_000:
            if capture.full:
                drained = threading.Event()
                capture.on_drained(drained.set)
                drained.wait(10)
            capture.append(connection, rows(500, number))
            number += 500
        appended.append(number)

    thread = threading.Thread(target=flood)
    thread.start()
    capture.save_as(tmp_path / "new.wscap")
    stop.set()
    thread.join()
    capture.flush()
    assert capture.last_id == appended[0]
    payloads = (stored.frame.payload for stored in capture.frames())
    assert all(payload == b"frame %d" % number for number, payload in enumerate(payloads))
    capture.close()
    assert captures.open(tmp_path / "new.wscap").last_id == appended[0]


def test_what_changed_since_the_copy_goes_along(capture, captures, rows, tmp_path, monkeypatch):
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(3))
    capture.bookmarks.set(1, "goes")
    capture.bookmarks.set(2, "stays")
    save_copy = type(capture).save_copy

    def copy_and_change(self, path):
        save_copy(self, path)
        self.bookmarks.remove(1)
        self.append_http(connection, 1, b"HTTP/1.1 200 OK\r\n\r\n", b"late", 4, 9)
        self.update_connection(connection, closed_ns=7)
        self.add_note("state", "late")
        self.clear()

    monkeypatch.setattr(type(capture), "save_copy", copy_and_change)
    capture.save_as(tmp_path / "new.wscap")
    capture.close()
    monkeypatch.undo()
    new = captures.open(tmp_path / "new.wscap")
    assert [one.frame_id for one in new.bookmarks.all()] == [2]
    assert new.http_head(4) == b"HTTP/1.1 200 OK\r\n\r\n"
    assert new.connection(connection).closed_ns == 7
    assert [note.text for note in new.notes()] == ["late"]
    assert new.cleared.through == 4


def test_the_one_before_can_be_opened_at_once(captures, tmp_path):
    capture = captures.create(tmp_path / "a")
    capture.save_as(tmp_path / "b")
    captures.open(tmp_path / "a")
    capture.save_as(tmp_path / "c")
    assert sorted(path.name for path in tmp_path.iterdir() if "-" not in path.name) == ["a", "b", "c"]


def test_where_it_cannot_go(captures, rows, tmp_path, small_disk):
    capture = captures.create(tmp_path / "a")
    connection = capture.open_connection("ws://h/")
    capture.append(connection, rows(1))
    for _ in range(4):
        capture.append(connection, [(1, 1, 0x82, None, 1, bytes(1_000_000))])
    for path, told in (
        (tmp_path / "a", "is the capture itself"),
        (tmp_path / "none" / "b", "cannot be written"),
        (small_disk.folder / "b", "there is no room left"),
    ):
        with pytest.raises(CaptureError, match=told):
            capture.save_as(path)
    capture.append(connection, rows(1))
    capture.flush()
    assert (capture.path, capture.last_id, capture.problem) == (tmp_path / "a", 6, None)
    capture.close()
    reader = captures.open(tmp_path / "a", read_only=True)
    with pytest.raises(CaptureError, match="is open for reading only"):
        reader.save_as(tmp_path / "b")
