"""Capture files in the window: exported, copied, opened beside, and why not."""

from __future__ import annotations

import os
from contextlib import closing
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector.capture.places import captures_folder
from inspector.capture.store import Capture
from inspector.ui import captures as module
from inspector.ui.captures import Captures
from inspector.ui.connection_list import ConnectionList
from inspector.ui.notices import Severity


class Window(QWidget):
    """Keeps what it is told to say."""

    def __init__(self):
        super().__init__()
        self.said = []

        self.acts = []

    def say_problem(self, what, hint, severity=Severity.ERROR):
        self.said.append((what, severity))

    def show_notice(self, notice, act):
        self.said.append((notice.what, notice.severity))
        self.acts.append((notice.hint, notice.action, act))


@pytest.fixture(autouse=True)
def folders(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def capture(tmp_path):
    with closing(Capture.create(tmp_path / "own.wscap")) as made:
        connection = made.open_connection("ws://localhost/")
        made.append(connection, [(1, 1, 0x81, None, 5, b"hello"), (2, 0, 0x82, b"abcd", 2, b"\x00\xff")])
        made.flush()
        yield made


@pytest.fixture
def window(qtbot):
    made = Window()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def captures(window, capture, settings, qtbot):
    connections = ConnectionList()
    qtbot.addWidget(connections)
    return Captures(window, SimpleNamespace(capture=capture), connections, settings)


@pytest.fixture
def started(monkeypatch):
    """Start nothing, and keep what would have been started."""
    programs = []
    monkeypatch.setattr(QProcess, "startDetached", lambda *command: programs.append(command))
    return programs


def choose(window, path):
    """Choose a file in the dialog that is shown."""
    (dialog,) = window.findChildren(QFileDialog)
    assert not dialog.isModal()
    dialog.fileSelected.emit(str(path))
    dialog.close()


def wait_for_the_last_word(qtbot, window):
    qtbot.waitUntil(lambda: len(window.said) == 2, timeout=10_000)
    assert window.said[0][1] is Severity.NOTICE
    return window.said[1]


def test_a_copy_is_a_capture(captures, window, qtbot, tmp_path):
    captures.ask_to_save_copy()
    choose(window, tmp_path / "copy.wscap")
    assert wait_for_the_last_word(qtbot, window)[1] is Severity.NOTICE
    with closing(Capture.open(tmp_path / "copy.wscap")) as copy:
        assert copy.last_id == 2


def test_a_dialog_begins_where_captures_are_and_then_where_the_person_was(
    captures, window, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    captures_folder().mkdir(parents=True)
    captures.ask_to_open()
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.directory().path() == str(captures_folder())
    dialog.fileSelected.emit(str(tmp_path / "gone.wscap"))
    dialog.close()
    captures.ask_to_save_copy()
    saving = window.findChildren(QFileDialog)[-1]
    assert saving.directory().path() == str(tmp_path)
    saving.close()


def test_the_window_goes_on_in_another_file(captures, window, capture, qtbot, tmp_path):
    moved = []
    captures.moved.connect(lambda: moved.append(capture.path))
    captures.save_as_action.trigger()
    choose(window, tmp_path / "named.wscap")
    sentence, severity = wait_for_the_last_word(qtbot, window)
    assert severity is Severity.NOTICE
    assert (
        sentence == f"This window goes on in {tmp_path / 'named.wscap'}; the capture before stays as it was."
    )
    assert moved == [tmp_path / "named.wscap"]
    assert captures.recent.paths() == moved
    capture.append(1, [(3, 1, 0x81, None, 1, b"x")])
    capture.flush()
    with closing(Capture.open(tmp_path / "named.wscap", read_only=True)) as named:
        assert named.last_id == 3


def test_a_file_that_cannot_be_written_is_told(captures, window, qtbot, tmp_path):
    captures.ask_to_save_copy()
    choose(window, tmp_path / "missing" / "out.wscap")
    sentence, severity = wait_for_the_last_word(qtbot, window)
    assert severity is Severity.ERROR
    told = f"{tmp_path / 'missing' / 'out.wscap'} cannot be written"
    assert sentence.startswith(told)


def test_the_own_capture_is_not_overwritten(captures, window, qtbot, capture):
    captures.ask_to_save_copy()
    choose(window, capture.path)
    sentence, severity = wait_for_the_last_word(qtbot, window)
    assert severity is Severity.ERROR
    assert "the capture itself" in sentence
    assert capture.path.read_bytes().startswith(b"SQLite format 3")


def test_another_capture_opens_in_a_window_of_its_own(captures, window, started, tmp_path):
    Capture.create(tmp_path / "other.wscap").close()
    captures.ask_to_open()
    choose(window, tmp_path / "other.wscap")
    assert [command[1][-2:] for command in started] == [["--capture", str(tmp_path / "other.wscap")]]
    assert window.said == []


def test_the_capture_shown_is_not_opened_again(captures, started, capture):
    captures.open_in_new_window(str(capture.path))
    assert started == []


def test_what_is_no_capture_says_why(captures, window, started, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader, " * 100)
    captures.open_in_new_window(str(tmp_path / "letter.txt"))
    ((sentence, severity),) = window.said
    assert "letter.txt" in sentence
    assert severity is Severity.ERROR
    assert started == []


def test_the_newest_captures_are_listed(captures):
    folder = captures_folder()
    folder.mkdir(parents=True)
    for number in range(module._MOST_LISTED + 2):
        (folder / f"{number}.wscap").touch()
        os.utime(folder / f"{number}.wscap", (number + 1, number + 1))
    captures.show_recent()
    listed = [item.name for item in captures._list._rows._captures]
    assert listed == [str(number) for number in range(module._MOST_LISTED + 1, 1, -1)]


def make_old(name):
    path = captures_folder() / f"{name}.wscap"
    path.parent.mkdir(parents=True, exist_ok=True)
    Capture.create(path).close()
    os.utime(path, (1, 1))
    return path


def test_old_captures_are_removed_and_counted(captures, window, qtbot):
    old = [make_old("a"), make_old("b")]
    captures.apply_limits()
    qtbot.waitUntil(lambda: len(window.said) > 0, timeout=10_000)
    ((sentence, severity),) = window.said
    assert sentence.startswith("2 old captures were removed (")
    assert severity is Severity.NOTICE
    ((hint, action, act),) = window.acts
    assert hint == "Captures are kept for 30 days, and all of them may take 5.00 GiB."
    assert not any(path.exists() for path in old)
    assert action == "Change…"
    act()
    assert captures._dialog.isVisible()
    captures.let_go()


def test_nothing_is_said_where_nothing_was_removed(captures, window, qtbot):
    captures.apply_limits()
    qtbot.waitUntil(lambda: not captures._limiting.busy, timeout=10_000)
    assert window.said == []


def test_the_capture_shown_is_never_removed(window, settings, qtbot):
    path = make_old("own")
    connections = ConnectionList()
    qtbot.addWidget(connections)
    with closing(Capture.open(path, read_only=True)) as shown:
        captures = Captures(window, SimpleNamespace(capture=shown), connections, settings)
        captures.apply_limits()
        qtbot.waitUntil(lambda: not captures._limiting.busy, timeout=10_000)
    assert path.exists()


def test_every_action_can_be_placed(captures):
    for action in (
        captures.open_action,
        captures.copy_action,
        captures.save_as_action,
        captures.manage_action,
    ):
        assert action.text()
        assert action.shortcut().toString() in action.toolTip()
    captures.manage_action.trigger()
    captures.manage_action.trigger()
    assert captures._dialog.isVisible()
    captures.let_go()


def test_what_was_opened_is_among_the_recent_ones(captures, started, tmp_path):
    Capture.create(tmp_path / "a & b.wscap").close()
    captures.open_in_new_window(str(tmp_path / "a & b.wscap"))
    action = captures.recent.menu.actions()[0]
    assert (action.text(), action.toolTip()) == ("a && b", str(tmp_path / "a & b.wscap"))
    action.trigger()
    assert len(started) == 2
    captures.recent.clear_action.trigger()
    assert [one.text() for one in captures.recent.menu.actions()] == ["No captures yet", "", "Clear the list"]


def test_files_that_are_gone_are_left_out_of_the_recent_ones(captures, tmp_path):
    for name in ("a", "b", "c"):
        Capture.create(tmp_path / f"{name}.wscap").close()
        captures.recent.add(tmp_path / f"{name}.wscap")
    captures.recent.add(tmp_path / "a.wscap")
    captures.recent.replace(tmp_path / "c.wscap", tmp_path / "d.wscap")
    (tmp_path / "b.wscap").unlink()
    captures.recent.fill()
    assert [path.name for path in captures.recent.paths()] == ["a.wscap", "d.wscap", "b.wscap"]
    assert captures.recent.menu.actions()[0].text() == "a"
    assert captures.recent.menu.actions()[1].isSeparator()
    captures.recent.replace(tmp_path / "a.wscap", None)
    assert [path.name for path in captures.recent.paths()] == ["d.wscap", "b.wscap"]
