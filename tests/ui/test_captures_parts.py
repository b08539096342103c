"""The small parts of captures in the window: titles, limits, the trash, clearing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QDate, QFile, QLocale
from PySide6.QtWidgets import QWidget

from inspector.capture.records import CaptureError
from inspector.capture.retention import CaptureFile, Limits, Outcome
from inspector.capture.store import Capture
from inspector.ui import captures_trash
from inspector.ui.captures_clear import Clearing
from inspector.ui.captures_limits import (
    limits_sentence,
    load_limits,
    outcome_sentences,
    save_limits,
)
from inspector.ui.captures_titles import capture_items, title_of
from inspector.ui.captures_trash import bring_back, move_to_trash

TODAY = QDate(2026, 11, 24)


@pytest.fixture(autouse=True)
def english():
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def trash(monkeypatch, tmp_path):
    """A trash of nobody's; the capture is on the same file system."""
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "Trash"


# Titles.


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("2026-11-24 12.15.57", "Today 12:15"),
        ("2026-11-23 00.00.00", "Yesterday 00:00"),
        ("2026-03-01 09.05.01", "1 Mar 09:05"),
        ("2025-12-31 23.59.59", "31/12/2025 23:59"),
        ("2026-11-25 12.00.00", "25 Nov 12:00"),
        ("2026-11-24 12.15.57 2", "Today 12:15 (2)"),
        ("2026-13-24 12.15.57", "2026-13-24 12.15.57"),
        ("2026-11-24 25.15.57", "2026-11-24 25.15.57"),
        ("the bug", "the bug"),
        ("2026-11-24 12.15.57 the bug", "2026-11-24 12.15.57 the bug"),
    ],
)
def test_titles_are_read_at_a_glance(stem, title):
    assert title_of(Path(f"/x/{stem}.wscap"), today=TODAY) == title


def test_captures_of_one_minute_tell_the_second():
    today = QDate.currentDate().toString("yyyy-MM-dd")
    names = [f"{today} 12.15.57", f"{today} 12.15.03", f"{today} 12.16.00"]
    files = [CaptureFile(Path(f"/x/{name}.wscap"), 1.0, 2048) for name in names]
    items = capture_items(files, files[2].path)
    assert [item.name for item in items] == ["Today 12:15:57", "Today 12:15:03", "Today 12:16"]
    assert [item.detail for item in items] == ["2.00 KiB", "2.00 KiB", ""]
    assert [item.current for item in items] == [False, False, True]
    assert items[0].path == str(files[0].path)


# Limits.


@pytest.mark.parametrize("limits", [Limits(), Limits(None, None), Limits(7, None), Limits(None, 123_456)])
def test_limits_are_remembered(settings, limits):
    assert load_limits(settings) == Limits()
    save_limits(settings, limits)
    settings.sync()
    assert load_limits(settings) == limits


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "0", "1.5"])
def test_limits_that_make_no_sense_are_the_usual_ones(settings, nonsense):
    settings.setValue("captures/days", nonsense)
    assert load_limits(settings) == Limits()


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(), "Captures are kept for 30 days, and all of them may take 5.00 GiB."),
        (Limits(1, None), "Captures are kept for 1 day."),
        (Limits(None, 1024**3), "All captures together may take 1.00 GiB; the oldest go first."),
        (Limits(None, None), "Captures are kept until you delete them."),
    ],
)
def test_limits_are_stated(limits, sentence):
    assert limits_sentence(limits) == sentence


def test_what_was_removed_is_counted():
    file = CaptureFile(Path("/x"), 1.0, 2 * 1024**3)
    assert outcome_sentences(Outcome([file], []), Limits())[0] == "1 old capture was removed (2.00 GiB)."
    assert outcome_sentences(Outcome([file] * 1200, []), Limits())[0].startswith("1,200 old captures were")
    assert outcome_sentences(Outcome([], ["It is held."]), Limits())[0] == "It is held."
    assert outcome_sentences(Outcome([], []), Limits()) == ("", "")


# The trash.


def test_a_capture_goes_to_the_trash_and_comes_back(trash, tmp_path):
    path = tmp_path / "a.wscap"
    Capture.create(path).close()
    before = path.read_bytes()
    trashed = move_to_trash(path)
    assert trashed.moved
    assert not path.exists()
    assert trashed.now.parent == trash / "files"
    bring_back(trashed)
    assert path.read_bytes() == before
    assert [one for one in trash.rglob("*") if one.is_file()] == []


def test_an_open_capture_is_not_moved(trash, tmp_path):
    with (
        closing(Capture.create(tmp_path / "a.wscap")),
        pytest.raises(CaptureError, match="is open in another window"),
    ):
        move_to_trash(tmp_path / "a.wscap")
    assert (tmp_path / "a.wscap").exists()


def test_another_capture_is_not_replaced_by_one_from_the_trash(trash, tmp_path):
    path = tmp_path / "a.wscap"
    Capture.create(path).close()
    trashed = move_to_trash(path)
    path.write_text("new")
    with pytest.raises(CaptureError, match=r"another capture with the name a\.wscap by now"):
        bring_back(trashed)
    path.unlink()
    trashed.now.unlink()
    with pytest.raises(CaptureError, match=r"cannot be brought back .*: look for it in the trash"):
        bring_back(trashed)


class NoTrash(QFile):
    """A file on a disk without a trash."""

    def moveToTrash(self):
        return False


def test_no_trash_is_told(monkeypatch, tmp_path):
    path = tmp_path / "a.wscap"
    Capture.create(path).close()
    monkeypatch.setattr(captures_trash, "QFile", NoTrash)
    trashed = move_to_trash(path)
    assert not trashed.moved
    assert path.exists()


# Clearing.


@pytest.fixture
def bench(tmp_path):
    with closing(Capture.create(tmp_path / "a.wscap")) as capture:
        connection = capture.open_connection("ws://h/")
        capture.append(connection, [(1, 1, 0x81, None, 1, b"x") for _ in range(1500)])
        capture.flush()
        yield SimpleNamespace(capture=capture)


def test_clearing_says_how_much_and_is_undone(bench, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    clearing = Clearing(bench, window)
    clearing.bar.setParent(window)
    heard = []
    clearing.changed.connect(lambda: heard.append(bench.capture.cleared.through))
    assert clearing.bar.isHidden()
    assert not clearing.undo_action.isEnabled()
    clearing.clear_action.trigger()
    assert clearing.bar.notice.what == "1,500 frames were cleared."
    assert clearing.bar.notice.action == "Undo"
    clearing.bar.dismiss()
    assert clearing.undo_action.isEnabled()
    clearing.clear_action.trigger()
    clearing.bar.actionRequested.emit()
    assert clearing.bar.isHidden()
    assert not clearing.undo_action.isEnabled()
    assert heard == [1500, 1500, 0]
    for action in (clearing.clear_action, clearing.undo_action):
        assert action.shortcut().toString() in action.toolTip()


def test_a_capture_that_was_cleared_says_so(bench, qtbot):
    bench.capture.clear()
    window = QWidget()
    qtbot.addWidget(window)
    clearing = Clearing(bench, window)
    clearing.bar.setParent(window)
    assert clearing.bar.notice.what == "1,500 frames were cleared."
