"""What is dropped on the window: captures are opened, other tools' files imported, URLs put where they go."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent

from inspector.capture.retention import SUFFIX
from inspector.ui.notices import Severity
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow

_SCHEMES = ("ws://", "wss://", "http://", "https://")
_IMPORTED = frozenset({".har", ".jsonl", ".ndjson", ".json"})
_SQLITE = b"SQLite format 3\0"


class FileKind(Enum):
    """What a file is to this program."""

    CAPTURE = auto()
    IMPORTED = auto()
    OTHER = auto()


def kind_of(path: Path) -> FileKind:
    """Tell by its name what a file is, and by its first bytes where the name says nothing."""
    if path.suffix.lower() == SUFFIX:
        return FileKind.CAPTURE
    if path.suffix.lower() in _IMPORTED:
        return FileKind.IMPORTED
    try:
        with path.open("rb") as file:
            return FileKind.CAPTURE if file.read(len(_SQLITE)) == _SQLITE else FileKind.OTHER
    except OSError:
        return FileKind.OTHER


def dropped_url(data: QMimeData) -> str:
    """Give the URL of a server that was dropped, as a link or as text; empty where there is none."""
    links = [url.toString() for url in data.urls() if not url.isLocalFile()]
    text = links[0] if links else data.text().strip()
    return text if text.lower().startswith(_SCHEMES) and len(text.split()) == 1 else ""


def dropped_files(data: QMimeData) -> list[Path]:
    """Give the files of this machine that were dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class Dropping(QObject):
    """Takes what no panel of the window takes."""

    def __init__(self, window: MainWindow, workbench: Workbench) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See what is dragged over the window and dropped on it."""
        if watched is not self._window or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        data = event.mimeData()
        if not (dropped_files(data) or dropped_url(data)):
            return False
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove):
            event.acceptProposedAction()
        elif event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            self.take(data)
        return True

    def take(self, data: QMimeData) -> None:
        """Do with it what a person would want."""
        files = dropped_files(data)
        for path in files:
            self._take_file(path)
        if not files and (url := dropped_url(data)):
            self._workbench.leave_current()
            self._window.banner.clear()
            self._window.bar.set_url(url)
            self._window.bar.focus_url()

    def _take_file(self, path: Path) -> None:
        kind = kind_of(path)
        if kind is FileKind.CAPTURE:
            self._window.captures.open_in_new_window(str(path))
        elif kind is FileKind.IMPORTED:
            self._window.taking.import_file(path)
        else:
            what = self.tr("{0} is no capture, no HAR file and no JSON Lines.").format(path.name)
            hint = self.tr("Drop it on the composer to send it as a message.")
            self._window.say_problem(what, hint, Severity.WARNING)
