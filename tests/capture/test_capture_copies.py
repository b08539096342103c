"""Copies of a capture that is being written."""

import stat

import pytest

from inspector.capture.records import CaptureError


def test_a_copy_opens_by_itself(capture, captures, tmp_path, rows):
    connection = capture.open_connection("ws://h/", peer="h:1")
    capture.append(connection, rows(3000))
    capture.add_note("state", "x")
    capture.save_copy(tmp_path / "copy")
    capture.append(connection, rows(1))
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == ["copy"]
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    copy = captures.open(tmp_path / "copy", read_only=True)
    assert copy.closed_cleanly
    assert (copy.last_id, copy.connections()) == (3000, capture.connections())
    assert len(copy.notes()) == 1
    assert list(copy.frames()) == list(capture.frames())[:3000]


def test_a_copy_replaces_a_file(capture, captures, tmp_path, rows):
    (tmp_path / "copy").write_text("old")
    capture.append(capture.open_connection("ws://h/"), rows(1))
    capture.save_copy(tmp_path / "copy")
    assert captures.open(tmp_path / "copy").last_id == 1


def test_the_capture_itself_is_no_place_for_a_copy(captures, tmp_path, rows):
    capture = captures.create(tmp_path / "a")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    capture.append(capture.open_connection("ws://h/"), rows(1))
    for name in ("a", "link"):
        with pytest.raises(CaptureError, match="is the capture itself: choose another name"):
            capture.save_copy(tmp_path / name)
    assert capture.frame(1) is not None


def test_a_place_that_is_none(capture, tmp_path):
    with pytest.raises(
        CaptureError, match=r"cannot be written \(No such file or directory\): choose another"
    ):
        capture.save_copy(tmp_path / "no" / "copy")


def test_a_failed_copy_leaves_what_was_there(capture, small_disk, rows):
    target = small_disk.folder / "copy"
    target.write_text("old")
    connection = capture.open_connection("ws://h/")
    for _ in range(8):
        capture.append(connection, [(1, 1, 0x82, None, 1, bytes(1_000_000))])
    with pytest.raises(CaptureError, match="there is no room left: make room on the disk"):
        capture.save_copy(target)
    assert target.read_text() == "old"
    assert [file.name for file in small_disk.folder.iterdir()] == ["copy"]
