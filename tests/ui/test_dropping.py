"""Files and URLs dropped on the window, wherever no panel takes them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QProcess, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from inspector.capture.store import Capture
from inspector.session.events import State
from inspector.ui.dropping import FileKind, dropped_url, kind_of
from tests.ui.waiting import until

COPY = Qt.DropAction.CopyAction
BUTTON, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def programs(monkeypatch):
    started = []
    monkeypatch.setattr(QProcess, "startDetached", lambda *command: started.append(command))
    return started


def drop(it, data):
    """Drop on the rows, as with the mouse: whether the window wants it is asked first."""
    target = it.window.table.viewport()
    entering = QDragEnterEvent(QPoint(5, 5), COPY, data, BUTTON, NO_KEYS)
    QApplication.sendEvent(target, entering)
    if entering.isAccepted():
        QApplication.sendEvent(it.window, QDropEvent(QPointF(5, 5), COPY, data, BUTTON, NO_KEYS))
    return entering.isAccepted()


def files(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def words(text):
    data = QMimeData()
    data.setText(text)
    return data


@pytest.mark.parametrize("name", ["kept.wscap", "renamed"])
def test_a_capture_is_opened_in_a_window_of_its_own(with_window, tmp_path, programs, name):
    Capture.create(tmp_path / name).close()

    async def scenario(it):
        assert drop(it, files(tmp_path / name))
        assert [command[1][-1] for command in programs] == [str(tmp_path / name)]

    with_window(scenario)


def test_a_file_of_another_tool_is_imported(with_window, tmp_path, programs):
    (tmp_path / "empty.har").write_text(
        '{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[]}}'
    )

    async def scenario(it):
        assert drop(it, files(tmp_path / "empty.har"))
        await until(lambda: it.window.banner.notice is not None)
        assert "empty.har" in it.window.banner.notice.what
        await until(lambda: "Importing" not in it.window.banner.notice.what)

    with_window(scenario)


def test_any_other_file_is_told_where_to_go(with_window, tmp_path, programs):
    (tmp_path / "cat.png").write_bytes(b"\x89PNG")

    async def scenario(it):
        assert drop(it, files(tmp_path / "cat.png"))
        assert it.window.banner.notice.what.startswith("cat.png is no capture")
        assert "composer" in it.window.banner.notice.hint
        assert programs == []

    with_window(scenario)


def test_a_url_goes_to_where_urls_are_and_waits_to_be_tried(with_window):
    async def scenario(it):
        it.window.try_echo()
        await until(lambda: it.bench.state is State.OPEN)
        assert drop(it, words(" wss://host.example/feed\n"))
        assert it.window.bar.url.currentText() == "wss://host.example/feed"
        assert it.window.bar.button.text() == "Connect"
        assert it.window.bar.url.hasFocus()

    with_window(scenario)


def test_other_text_is_not_taken(with_window):
    async def scenario(it):
        assert not drop(it, words("see ws://host/ for more"))

    with_window(scenario)


@pytest.mark.parametrize(
    ("text", "url"),
    [("WS://h/", "WS://h/"), ("http://h", "http://h"), ("ftp://h", ""), ("", ""), ("ws://a b", "")],
)
def test_what_counts_as_a_url(text, url):
    assert dropped_url(words(text)) == url


def test_a_link_of_a_browser_counts(tmp_path):
    data = QMimeData()
    data.setUrls([QUrl("wss://h/feed")])
    assert dropped_url(data) == "wss://h/feed"


def test_a_file_that_is_gone_is_nothing_of_ours(tmp_path):
    assert kind_of(tmp_path / "gone.txt") is FileKind.OTHER
