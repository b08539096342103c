"""What cannot be made or opened is said in one sentence, with what to do."""

import os
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from inspector.capture.lock import FileLock
from inspector.capture.records import CaptureError
from inspector.capture.store import Capture


@pytest.fixture
def made(captures, tmp_path, rows):
    """A capture of some frames, closed."""
    path = tmp_path / "made.wscap"
    capture = captures.create(path)
    capture.append(capture.open_connection("ws://h/"), rows(5000))
    capture.close()
    return path


def sentence(call, path):
    """Fail to make or open a capture, and check what is said."""
    with pytest.raises(CaptureError) as raised:
        call(path)
    told = str(raised.value)
    assert told.count(". ") == 0
    assert told.endswith(".")
    assert ": " in told, "it says what to do"
    return told


def execute(path, sql):
    with closing(apsw.Connection(str(path))) as database:
        database.execute(sql)


def test_a_file_that_is_there_is_not_overwritten(made):
    before = made.read_bytes()
    assert "exists: choose another name, or open it" in sentence(Capture.create, made)
    assert made.read_bytes() == before


@pytest.mark.parametrize("call", [Capture.create, Capture.open])
def test_a_folder(call, tmp_path):
    assert "is a folder" in sentence(call, tmp_path)


def test_a_folder_that_is_missing(tmp_path):
    assert f"The folder {tmp_path / 'no'} does not exist" in sentence(Capture.create, tmp_path / "no" / "a")


def test_a_folder_that_is_a_file(made):
    assert "Not a directory" in sentence(Capture.create, made / "a")


def test_a_name_that_is_too_long(tmp_path):
    assert "File name too long" in sentence(Capture.create, tmp_path / ("a" * 300))
    sentence(Capture.open, tmp_path / ("a" * 300))


@pytest.mark.parametrize("call", [Capture.create, Capture.open])
def test_a_name_that_is_not_utf8(call, tmp_path):
    assert "is not UTF-8" in sentence(call, Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")))


def test_a_file_that_is_missing(tmp_path):
    assert "does not exist" in sentence(Capture.open, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_device():
    assert "is not a file" in sentence(Capture.open, Path("/dev/null"))


@pytest.mark.parametrize("content", [b"x", b"Dear reader, " * 1000, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_file_that_is_not_a_capture(content, tmp_path):
    (tmp_path / "letter").write_bytes(content)
    assert "capture" in sentence(Capture.open, tmp_path / "letter")
    assert [file.name for file in tmp_path.iterdir()] == ["letter"]
    assert (tmp_path / "letter").read_bytes() == content


def test_a_database_of_another_kind(tmp_path):
    execute(tmp_path / "a", "CREATE TABLE frame(id INTEGER PRIMARY KEY)")
    assert "is a database, but not a capture" in sentence(Capture.open, tmp_path / "a")


def test_a_capture_without_its_tables(tmp_path):
    execute(tmp_path / "a", "PRAGMA application_id = 0x57534350; CREATE TABLE frame(id INTEGER PRIMARY KEY)")
    assert "lacks tables" in sentence(Capture.open, tmp_path / "a")


def test_a_capture_of_a_newer_version(made):
    execute(made, "PRAGMA user_version = 2")
    before = made.read_bytes()
    assert "of version 2, and this program reads version 1: update" in sentence(Capture.open, made)
    assert made.read_bytes() == before


def test_a_damaged_capture(made):
    whole = made.read_bytes()
    made.write_bytes(whole[:16384] + b"\xff" * (len(whole) - 16384))
    assert "it is damaged: use a copy" in sentence(Capture.open, made)


def test_a_capture_damaged_where_it_is_read_later(captures, tmp_path):
    path = tmp_path / "a"
    capture = captures.create(path)
    capture.append(capture.open_connection("ws://h/"), [(1, 1, 0x82, None, 1, bytes(1_000_000))])
    capture.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:500_000] + b"\xff" * 100_000 + whole[600_000:])
    capture = captures.open(path)
    assert len(capture.summaries(1, 1)) == 1
    for read in (
        lambda: list(capture.frames()),
        lambda: capture.frame(1),
        lambda: capture.payload_part(1, 0, 9),
    ):
        with pytest.raises(CaptureError, match=f"{path} cannot be read, for it is damaged: use a copy of it"):
            read()


@pytest.mark.parametrize("name", [":memory:", "file:a", "a?mode=memory", "a b%20#c", "ä ✓"])
def test_a_name_is_only_a_name(name, captures, tmp_path, rows, monkeypatch):
    monkeypatch.chdir(tmp_path)
    capture = captures.create(Path(name))
    capture.append(capture.open_connection("ws://h/"), rows(1))
    capture.close()
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert captures.open(Path(name), read_only=True).last_id == 1


def test_a_capture_stays_where_it_is_when_the_program_changes_folder(captures, tmp_path, rows, monkeypatch):
    monkeypatch.chdir(tmp_path)
    capture = captures.create(Path("a"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    capture.append(capture.open_connection("ws://h/"), rows(1))
    capture.flush()
    assert len(capture.summaries(1, 1)) == 1
    assert capture.size_bytes() > 0


def test_a_capture_opened_to_read_takes_nothing(made, captures):
    before = made.read_bytes()
    capture = captures.open(made, read_only=True)
    assert capture.read_only
    assert not capture.full
    for write in (
        lambda: capture.open_connection("ws://h/"),
        lambda: capture.append(1, []),
        lambda: capture.update_connection(1, error="x"),
        lambda: capture.add_note("state", "x"),
    ):
        with pytest.raises(CaptureError, match="open for reading only: record into another capture"):
            write()
    capture.flush()
    capture.close()
    assert made.read_bytes() == before


def test_a_read_only_folder(small_disk, captures, rows):
    path = small_disk.folder / "a"
    capture = captures.create(path)
    capture.append(capture.open_connection("ws://h/"), rows(10))
    capture.close()
    small_disk.forbid_writing()
    assert "cannot be written to: choose another folder" in sentence(Capture.create, small_disk.folder / "b")
    capture = captures.open(path)
    assert capture.read_only
    assert len(capture.summaries(1, 10)) == 10
    assert capture.closed_cleanly


def test_a_read_only_folder_with_a_capture_in_wal_mode(small_disk, captures, rows):
    path = small_disk.folder / "a"
    capture = captures.create(path)
    capture.append(capture.open_connection("ws://h/"), rows(10))
    capture.close()
    assert path.read_bytes()[18:20] == b"\x01\x01", "a closed capture needs no write-ahead log"
    with closing(apsw.Connection(str(path))) as other:
        other.pragma("journal_mode", "wal")
    assert path.read_bytes()[18:20] == b"\x02\x02"
    small_disk.forbid_writing()
    assert len(captures.open(path).summaries(1, 10)) == 10


def test_a_disk_without_room(small_disk):
    filler = small_disk.folder / "filler"
    with pytest.raises(OSError, match="No space left"):
        filler.write_bytes(bytes(4_000_000))
    assert "no room left: make room" in sentence(Capture.create, small_disk.folder / "a")
    assert list(small_disk.folder.iterdir()) == [filler]


def test_an_empty_file_becomes_a_capture(captures, rows, tmp_path):
    path = tmp_path / "made beforehand"
    path.touch(0o644)
    with closing(Capture.open_or_create(path)) as capture:
        capture.append(capture.open_connection("ws://h/"), rows(1))
    assert path.stat().st_mode & 0o777 == 0o600
    assert captures.open(path, read_only=True).last_id == 1


def test_an_empty_file_is_no_capture_to_read(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(CaptureError, match=r"a is empty: choose a capture that this program recorded\.$"):
        Capture.open(tmp_path / "a", read_only=True)


def test_an_empty_file_stays_when_it_cannot_become_a_capture(tmp_path):
    (tmp_path / "a").touch()
    lock = FileLock(tmp_path / "a")
    assert lock.acquire()
    with pytest.raises(CaptureError, match="is in use by another program"):
        Capture.open_or_create(tmp_path / "a")
    lock.release()
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
