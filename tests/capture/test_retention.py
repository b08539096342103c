"""Limits of age and size for the captures of a folder."""

import os

import pytest

from inspector.capture.records import CaptureError
from inspector.capture.retention import (
    Limits,
    apply_limits,
    beyond_limits,
    captures_in,
    frame_count,
    held,
    merge_log,
    remove_capture,
    rename_capture,
)
from inspector.capture.store import Capture

DAY_S = 86_400
NOW_S = 1_800_000_000
KEEP_ALL = Limits(days=None, size_bytes=None)


@pytest.fixture
def make(tmp_path):
    """Make a closed capture of some age and size in the folder."""

    def make(name, *, days=0, size=0):
        path = tmp_path / f"{name}.wscap"
        capture = Capture.create(path)
        connection = capture.open_connection("ws://h/")
        capture.append(connection, [(1, 1, 0x82, None, size, bytes(size))])
        capture.close()
        changed = NOW_S - days * DAY_S
        os.utime(path, (changed, changed))
        return path

    return make


@pytest.fixture
def killed(tmp_path, start_child):
    """A capture whose program was killed: what it wrote last is beside the file."""
    path = tmp_path / "killed.wscap"
    child = start_child(
        """
        import sys
        from pathlib import Path
        from inspector.capture.store import Capture
        capture = Capture.create(Path(sys.argv[1]))
        capture.append(capture.open_connection("ws://h/"), [(1, 1, 0x82, None, 1, bytes(99))])
        capture.flush()
        print("written")
        input()
        """,
        path,
    )
    assert child.stdout.readline() == "written\n"
    child.kill()
    child.wait()
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_too_old_goes(make, tmp_path):
    make("old", days=31)
    make("older", days=400)
    make("young", days=29)
    outcome = apply_limits(tmp_path, Limits(days=30, size_bytes=None), now_s=NOW_S)
    assert names(tmp_path) == ["young.wscap"]
    assert sorted(file.path.name for file in outcome.removed) == ["old.wscap", "older.wscap"]
    assert outcome.freed_bytes == sum(file.size_bytes for file in outcome.removed) > 0
    assert outcome.problems == []


def test_the_oldest_go_until_the_rest_fits(make, tmp_path):
    for days in range(5):
        make(f"{days} days", days=days, size=1_000_000)
    outcome = apply_limits(tmp_path, Limits(days=None, size_bytes=3_900_000), now_s=NOW_S)
    assert names(tmp_path) == [f"{days} days.wscap" for days in range(3)]
    assert [file.path.name for file in outcome.removed] == ["4 days.wscap", "3 days.wscap"]


def test_all_is_kept_without_limits(make, tmp_path):
    make("old", days=9999, size=100_000)
    assert apply_limits(tmp_path, KEEP_ALL, now_s=NOW_S).removed == []
    assert names(tmp_path) == ["old.wscap"]


def test_the_limits_that_hold_unless_others_are_chosen():
    assert Limits() == Limits(days=30, size_bytes=5 * 1024**3)


def test_a_capture_that_is_open_stays(make, tmp_path):
    path = make("open", days=400)
    with_lock = Capture.open(path)
    os.utime(path, (1, 1))
    try:
        outcome = apply_limits(tmp_path, Limits(days=30, size_bytes=0), now_s=NOW_S)
        with pytest.raises(CaptureError, match="is open in another window: close it there first"):
            remove_capture(path)
    finally:
        with_lock.close()
    assert outcome == ([], [])
    assert path.exists()


def test_a_capture_that_another_process_has_open_stays(make, tmp_path, start_child):
    path = make("open", days=400)
    child = start_child(
        """
        import sys
        from pathlib import Path
        from inspector.capture.lock import FileLock
        lock = FileLock(Path(sys.argv[1]))
        print(lock.acquire())
        input()
        """,
        path,
    )
    assert child.stdout.readline() == "True\n"
    assert apply_limits(tmp_path, Limits(), now_s=NOW_S) == ([], [])
    child.communicate("\n")
    assert len(apply_limits(tmp_path, Limits(), now_s=NOW_S).removed) == 1


def test_the_spared_one_counts_and_stays(make, tmp_path):
    spared = make("spared", days=400, size=1_000_000)
    make("other", size=1_000_000)
    apply_limits(tmp_path, Limits(days=30, size_bytes=2_000_000), spare=[spared], now_s=NOW_S)
    assert names(tmp_path) == ["spared.wscap"]


def test_nothing_else_is_touched(make, tmp_path):
    outside = tmp_path / "outside"
    folder = tmp_path / "captures"
    outside.mkdir()
    folder.mkdir()
    (folder / "linked.wscap").symlink_to(make("elsewhere", days=400))
    (folder / "folder.wscap").mkdir()
    (folder / "letter.wscap").write_text("Dear reader, " * 100)
    (folder / "empty.wscap").touch()
    (folder / "old.wscap.txt").touch()
    make("old", days=400).rename(folder / "old.sqlite")
    for path in folder.iterdir():
        os.utime(path, (1, 1), follow_symlinks=False)
    before = names(folder)
    assert apply_limits(folder, Limits(days=30, size_bytes=0), now_s=NOW_S) == ([], [])
    assert names(folder) == before


@pytest.mark.usefixtures("killed")
def test_what_a_killed_program_left_beside_it_goes_too(tmp_path):
    assert names(tmp_path) == [f"killed.wscap{ending}" for ending in ("", "-lock", "-shm", "-wal")]
    (file,) = captures_in(tmp_path)
    assert file.size_bytes == sum(one.stat().st_size for one in tmp_path.iterdir())
    assert apply_limits(tmp_path, Limits(days=None, size_bytes=0)).removed == [file]
    assert names(tmp_path) == []


def test_age_is_that_of_the_last_write(make, tmp_path):
    path = make("long", days=400)
    log = tmp_path / "long.wscap-wal"
    log.touch()
    os.utime(log, (NOW_S, NOW_S))
    assert captures_in(tmp_path)[0].changed_s == NOW_S
    assert apply_limits(tmp_path, Limits(), now_s=NOW_S).removed == []
    assert path.exists()


def test_the_newest_come_first(make, tmp_path):
    for days in (3, 1, 2):
        make(str(days), days=days)
    assert [file.path.stem for file in captures_in(tmp_path)] == ["1", "2", "3"]


def test_no_folder_holds_nothing(tmp_path):
    assert captures_in(tmp_path / "none") == []
    assert apply_limits(tmp_path / "none", Limits()) == ([], [])


def test_what_cannot_be_removed_is_told(make, tmp_path, monkeypatch):
    path = make("old", days=400)

    def refuse(*_args, **_named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.unlink", refuse)
    outcome = apply_limits(tmp_path, Limits(), now_s=NOW_S)
    assert outcome.removed == []
    assert outcome.problems == [
        f"{path} cannot be removed (Permission denied): check the permissions of its folder."
    ]


def test_a_held_capture_opens_nowhere(make):
    path = make("one")
    with held(path), pytest.raises(CaptureError, match="is in use by another program"):
        Capture.open(path)
    Capture.open(path).close()


def test_a_removed_capture_leaves_nothing(make, tmp_path):
    remove_capture(make("one"))
    assert names(tmp_path) == []


def test_a_log_is_merged_into_one_file(killed, tmp_path):
    merge_log(killed)
    assert names(tmp_path) == ["killed.wscap"]
    reopened = Capture.open(killed)
    assert reopened.last_id == 1
    reopened.close()


def test_a_capture_gets_another_name(make, tmp_path):
    assert rename_capture(make("one"), " the bug ") == tmp_path / "the bug.wscap"
    assert rename_capture(tmp_path / "the bug.wscap", "two.wscap") == tmp_path / "two.wscap"
    assert rename_capture(tmp_path / "two.wscap", "two") == tmp_path / "two.wscap"
    assert names(tmp_path) == ["two.wscap"]
    Capture.open(tmp_path / "two.wscap").close()


def test_what_a_killed_program_left_is_renamed_with_it(killed, tmp_path):
    rename_capture(killed, "new")
    assert names(tmp_path) == ["new.wscap"]
    assert frame_count(tmp_path / "new.wscap") == 1


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a/b", "../a", "/a", ".wscap", ".hidden"])
def test_what_is_no_name_is_refused(make, tmp_path, name):
    with pytest.raises(CaptureError, match="is no name for a capture"):
        rename_capture(make("one"), name)
    assert names(tmp_path) == ["one.wscap"]


def test_another_capture_is_not_replaced_by_a_name(make, tmp_path):
    make("two")
    with pytest.raises(CaptureError, match="There is a capture with the name “two”"):
        rename_capture(make("one"), "two")
    assert names(tmp_path) == ["one.wscap", "two.wscap"]


def test_one_that_is_open_keeps_its_name(make):
    path = make("one")
    capture = Capture.open(path)
    with pytest.raises(CaptureError, match="is open in another window"):
        rename_capture(path, "two")
    capture.close()


def test_a_name_that_the_disk_refuses(make, tmp_path):
    with pytest.raises(CaptureError, match=r"cannot be renamed to .* \(File name too long\)"):
        rename_capture(make("one"), "x" * 300)
    assert names(tmp_path) == ["one.wscap"]


def test_frames_are_counted_without_reading_them(make, tmp_path):
    assert frame_count(make("one")) == 1
    (tmp_path / "letter.wscap").write_text("Dear reader, " * 100)
    with pytest.raises(CaptureError, match="is not a capture"):
        frame_count(tmp_path / "letter.wscap")


@pytest.mark.parametrize(
    "limits", [Limits(2, None), Limits(None, 3_900_000), Limits(3, 2_500_000), KEEP_ALL, Limits(1, 0)]
)
def test_what_would_be_removed_is_known_before(make, tmp_path, limits):
    paths = [make(str(days), days=days + 0.5, size=1_000_000) for days in range(6)]
    told = beyond_limits(captures_in(tmp_path), limits, spare=paths[4:5], now_s=NOW_S)
    outcome = apply_limits(tmp_path, limits, spare=paths[4:5], now_s=NOW_S)
    assert sorted(file.path for file in told) == sorted(file.path for file in outcome.removed)
