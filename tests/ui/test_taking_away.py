"""Export and import from the window: all, filtered, selected; with progress; into windows of their own."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector.capture.store import Capture
from inspector.ui.chosen_frames import ChosenFrames, Scope
from inspector.ui.export_dialog import ExportDialog
from inspector.ui.taking_away import TakingAway
from tests.ui.waiting import settle

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")
LEFT = Qt.MouseButton.LeftButton
NS = 1_764_000_000_000_000_000


def frame(head, payload, direction=1):
    return (NS, direction, head, None, len(payload), payload)


@pytest.fixture
def capture(tmp_path):
    capture = Capture.create(tmp_path / "run.wscap")
    head = b"GET / HTTP/1.1\r\nAuthorization: Bearer geheim\r\n\r\n"
    one = capture.open_connection("ws://h/1")
    capture.update_connection(one, request_head=head)
    capture.append(one, [frame(0x81, b"tick %d" % number) for number in range(20)])
    capture.append(one, [frame(0x01, b"frag"), frame(0x00, b"ment"), frame(0x80, b"ed")])
    capture.flush()
    yield capture
    capture.close()


@pytest.fixture
def dialog(qtbot, settings, capture, log):
    made = ExportDialog(lambda: capture, ChosenFrames(log), settings, log)
    yield made
    made.let_go()


def write(qtbot, dialog, path):
    dialog.write(path)
    qtbot.waitUntil(lambda: not dialog._work.busy, timeout=10_000)
    return dialog.told.text()


def payloads(path):
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [line["text"] for line in lines if "text" in line]


def test_all_frames(qtbot, dialog, tmp_path):
    dialog.open_for("jsonl")
    assert dialog.scope is Scope.ALL
    assert [button.text() for button in dialog.scopes.values()] == [
        "All (23)", "Those the filter shows (23)", "Those selected (0)",
    ]  # fmt: skip
    assert not dialog.scopes[Scope.SELECTED].isEnabled()
    out = tmp_path / "out.jsonl"
    assert write(qtbot, dialog, out) == f"23 frames are in {out}."
    assert len(payloads(out)) == 23
    assert "geheim" not in out.read_text()
    assert out.stat().st_mode & 0o777 == 0o600


def test_credentials_only_if_asked_for(qtbot, dialog, tmp_path):
    dialog.open_for("har")
    dialog.secrets.setChecked(True)
    write(qtbot, dialog, tmp_path / "out.har")
    assert "geheim" in (tmp_path / "out.har").read_text()


def test_what_the_filter_shows(qtbot, dialog, log, tmp_path):
    log.bar.field.set_text('"tick 1"')
    settle(qtbot, log, 11)
    dialog.open_for("csv")
    assert dialog.scope is Scope.SHOWN
    assert write(qtbot, dialog, tmp_path / "out.csv").startswith("11 frames are in")
    with (tmp_path / "out.csv").open(newline="") as rows:
        assert len(list(csv.DictReader(rows))) == 11


def test_the_counts_follow_and_say_while_the_filter_still_searches(qtbot, dialog, log, capture):
    dialog.open_for("csv")
    assert dialog.scopes[Scope.ALL].text() == "All (23)"
    capture.append(1, [frame(0x81, b"a" * 40 + b"!")])
    qtbot.waitUntil(lambda: dialog.scopes[Scope.ALL].text() == "All (24)")
    log.bar.field.set_text("/(a|aa)+$/ OR tick")
    told = "so far: not all frames are searched"
    qtbot.waitUntil(lambda: told in dialog.scopes[Scope.SHOWN].text(), timeout=10_000)
    log.bar.field.set_text("tick")
    qtbot.waitUntil(lambda: dialog.scopes[Scope.SHOWN].text() == "Those the filter shows (20)")


def test_what_is_selected(qtbot, dialog, log, tmp_path):
    log.table.select_frame(3)
    place = log.table.visualRect(log.model.index(4, 0)).center()
    qtbot.mouseClick(log.table.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, place)
    dialog.open_for("jsonl")
    assert dialog.scope is Scope.SELECTED
    write(qtbot, dialog, tmp_path / "out.jsonl")
    assert payloads(tmp_path / "out.jsonl") == ["tick 2", "tick 3", "tick 4"]


def test_messages_take_all_their_frames(qtbot, dialog, log, tmp_path):
    log.bar.switch_action.trigger()
    settle(qtbot, log, 21)
    log.bar.field.set_text("frag")
    settle(qtbot, log, 1)
    dialog.open_for("jsonl")
    assert write(qtbot, dialog, tmp_path / "out.jsonl").startswith("3 frames are in")


def test_cleared_frames_stay_behind(qtbot, dialog, log, capture, tmp_path):
    log.choice.show_after(20)
    dialog.open_for("jsonl")
    assert dialog.scopes[Scope.ALL].text() == "All (3)"
    assert write(qtbot, dialog, tmp_path / "out.jsonl").startswith("3 frames are in")


def test_a_file_that_cannot_be_written_is_told(qtbot, dialog, tmp_path, capture):
    dialog.open_for("jsonl")
    told = write(qtbot, dialog, tmp_path / "missing" / "out.jsonl")
    assert "cannot be written" in told
    assert dialog.told.property("role") == "error"
    assert "is the capture itself" in write(qtbot, dialog, capture.path)


def test_cancelling_leaves_no_file(qtbot, dialog, capture, tmp_path):
    capture.append(1, [frame(0x81, b"x" * 50) for _ in range(200_000)])
    capture.flush()
    dialog.open_for("pcapng")
    dialog.write(tmp_path / "out.pcapng")
    assert dialog.cancel_button.isVisible()
    assert not dialog.export_button.isEnabled()
    qtbot.mouseClick(dialog.cancel_button, LEFT)
    assert dialog.told.text() == "Cancelled: nothing was written."
    assert dialog.export_button.isEnabled()
    qtbot.wait(300)
    assert sorted(path.name for path in tmp_path.glob("out*")) == []


def test_the_format_is_remembered_and_explained(qtbot, dialog, settings, capture, log, tmp_path):
    dialog.open_for("pcapng")
    assert "Wireshark" in dialog.about.text()
    write(qtbot, dialog, tmp_path / "out.pcapng")
    again = ExportDialog(lambda: capture, ChosenFrames(log), settings, log)
    assert again.formats.currentData() == "pcapng"


@pytest.fixture
def taking(qtbot, settings, capture, log, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    window = QWidget()
    qtbot.addWidget(window)
    window.said, window.opened = [], []
    window.log = log
    window.say_problem = lambda what, hint, severity=None: window.said.append(what)
    window.captures = SimpleNamespace(show_recent=lambda: None, open_in_new_window=window.opened.append)
    made = TakingAway(window, SimpleNamespace(capture=capture), settings)
    made.window = window
    yield made
    made.let_go()


def test_what_was_exported_is_imported_into_a_window_of_its_own(qtbot, taking, dialog, tmp_path):
    dialog.open_for("jsonl")
    write(qtbot, dialog, tmp_path / "out.jsonl")

    def import_it():
        before = len(taking.window.opened)
        taking.import_action.trigger()
        (asked,) = taking.window.findChildren(QFileDialog)
        asked.fileSelected.emit(str(tmp_path / "out.jsonl"))
        asked.close()
        qtbot.waitUntil(lambda: len(taking.window.opened) > before, timeout=10_000)
        qtbot.waitUntil(lambda: not taking.window.findChildren(QFileDialog))
        return Path(taking.window.opened[-1])

    first, second = import_it(), import_it()
    assert "23 frames of 1 connection imported" in taking.window.said[-1]
    assert first != second
    with closing(Capture.open(second, read_only=True)) as imported:
        assert imported.last_id == 23


def test_what_cannot_be_imported_is_told(qtbot, taking, tmp_path):
    (tmp_path / "no.har").write_text("nothing")
    taking.import_file(tmp_path / "no.har")
    qtbot.waitUntil(lambda: len(taking.window.said) == 2)
    assert taking.window.opened == []
