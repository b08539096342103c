"""Takes frames away in another format: which, as what, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSettings, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QWidget,
)

from inspector.capture.exporting import FORMATS, ExportResult, export
from inspector.capture.places import home
from inspector.capture.records import ConnectionRecord
from inspector.capture.store import Capture
from inspector.session.recorded_commands import recorded_commands
from inspector.ui.chosen_frames import ChosenFrames, Scope, selection_of
from inspector.ui.labels import PlainLabel, WrappedLabel, set_role
from inspector.ui.layouts import GRID, column, row
from inspector.ui.long_work import LongWork, Watch, WorkCancelledError

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMAT_KEY, _FOLDER_KEY = "export/format", "export/folder"
_WIDTH_STEPS = 130
_PARTS = 1000
_COUNT_MS = 250


class ExportDialog(QDialog):
    """Stays open while it writes; the window and its connections go on meanwhile."""

    def __init__(
        self, capture: Callable[[], Capture], chosen: ChosenFrames, settings: QSettings, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle(self.tr("Export"))
        self.setModal(False)
        self._capture = capture
        self._chosen = chosen
        self._settings = settings
        self.formats = QComboBox()
        self.about = WrappedLabel(role="hint")
        self.scopes = {scope: QRadioButton() for scope in Scope}
        self.secrets = QCheckBox(self.tr("Leave credentials readable"))
        self.progress = QProgressBar()
        self._counting = QTimer(self)
        self._counting.setInterval(_COUNT_MS)
        self.told = WrappedLabel(role="hint")
        self.export_button = QPushButton(self.tr("Export…"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.close_button = QPushButton(self.tr("Close"))
        self._work = LongWork(self)
        self._group = QButtonGroup(self)
        self._fill()
        self._lay_out()
        self._connect()
        self._show_format()
        self._show_busy()

    def _fill(self) -> None:
        for one in FORMATS:
            self.formats.addItem(one.title, one.name)
        remembered = self.formats.findData(self._settings.value(_FORMAT_KEY, FORMATS[0].name))
        self.formats.setCurrentIndex(max(0, remembered))
        for scope_button in self.scopes.values():
            self._group.addButton(scope_button)
        self.secrets.setToolTip(
            self.tr("Otherwise Authorization, Cookie, proxy credentials and tokens in URLs are masked")
        )
        self.progress.setRange(0, _PARTS)
        self.progress.setTextVisible(False)
        set_role(self.export_button, "primary")
        for button in (self.export_button, self.cancel_button, self.close_button):
            button.setAutoDefault(False)
        self.export_button.setDefault(True)

    def _lay_out(self) -> None:
        label = PlainLabel(self.tr("Format"))
        label.setBuddy(self.formats)
        what = PlainLabel(self.tr("Frames"))
        buttons = row(None, self.cancel_button, self.close_button, self.export_button, gap=2)
        layout = column(
            label, self.formats, self.about, what, *self.scopes.values(), self.secrets, self.progress,
            self.told, buttons, gap=2, margins=(4, 4, 4, 4),
        )  # fmt: skip
        self.setLayout(layout)
        self.setFixedWidth(_WIDTH_STEPS * GRID)

    def _connect(self) -> None:
        self.formats.currentIndexChanged.connect(self._show_format)
        self.export_button.clicked.connect(self.ask)
        self.cancel_button.clicked.connect(self._cancel)
        self.close_button.clicked.connect(self.close)
        self._work.progressed.connect(lambda done: self.progress.setValue(round(done * _PARTS)))
        self._work.ended.connect(self._show_busy)
        self._counting.timeout.connect(self._count)

    # What the person does.

    def open_for(self, name: str = "") -> None:
        """Show it with the counts of now, and with a format chosen if one is named."""
        if name:
            self.formats.setCurrentIndex(max(0, self.formats.findData(name)))
        self._show_scopes()
        if not self._work.busy:
            self.told.setText("")
            self.progress.setValue(0)
        self._counting.start()
        self.show()
        self.raise_()
        self.activateWindow()

    @property
    def scope(self) -> Scope:
        """Which frames are chosen."""
        return next(scope for scope, button in self.scopes.items() if button.isChecked())

    def ask(self) -> None:
        """Ask for the file, and write it."""
        chosen = FORMATS[self.formats.currentIndex()]
        path = self._capture().path
        stem = path.stem if path is not None else "capture"
        folder = Path(str(self._settings.value(_FOLDER_KEY, home())))
        dialog = QFileDialog(self, self.tr("Export as {0}").format(chosen.title), str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(chosen.ending)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.selectFile(f"{stem}.{chosen.ending}")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Write the chosen frames to a file, in a thread."""
        chosen, secrets = FORMATS[self.formats.currentIndex()], self.secrets.isChecked()
        self._settings.setValue(_FORMAT_KEY, chosen.name)
        self._settings.setValue(_FOLDER_KEY, str(path.parent))
        capture, ids = self._capture(), self._chosen.ids(self.scope)
        whole = self._chosen.whole_messages

        def work(watch: Watch) -> ExportResult:
            selection = selection_of(capture, ids, whole_messages=whole)
            return export(
                capture, chosen.name, path, selection, secrets=secrets,
                on_progress=_without_raising(watch), cancelled=lambda: watch.cancelled, commands=_commands,
            )  # fmt: skip

        self.told.setText(self.tr("Writing {0}…").format(path))
        set_role(self.told, "hint")
        self._work.start(work, lambda result: self._tell(path, result), self._tell_failed)
        self._show_busy()

    def _cancel(self) -> None:
        self._work.cancel()
        self.told.setText(self.tr("Cancelled: nothing was written."))
        self.progress.setValue(0)

    # What is shown.

    def _tell(self, path: Path, result: ExportResult) -> None:
        set_role(self.told, "ok")
        self.progress.setValue(_PARTS)
        self.told.setText(self._written(result.frames, path))

    def _tell_failed(self, error: Exception) -> None:
        set_role(self.told, "error")
        self.told.setText(str(error))

    def _written(self, frames: int, path: Path) -> str:
        if frames == 1:
            return self.tr("1 frame is in {0}.").format(path)
        return self.tr("{0} frames are in {1}.").format(QLocale().toString(frames), path)

    def _show_format(self) -> None:
        self.about.setText(FORMATS[self.formats.currentIndex()].about)
        self.adjustSize()

    def _show_scopes(self) -> None:
        counts = {scope: self._chosen.count(scope) for scope in Scope}
        titles = {
            Scope.ALL: self.tr("All ({0})"),
            Scope.SHOWN: self.tr("Those the filter shows ({0} so far: not all frames are searched)")
            if self._chosen.searching
            else self.tr("Those the filter shows ({0})"),
            Scope.SELECTED: self.tr("Those selected ({0})"),
        }
        for scope, button in self.scopes.items():
            button.setText(titles[scope].format(QLocale().toString(counts[scope])))
            button.setEnabled(counts[scope] > 0 or scope is Scope.ALL)
        several = counts[Scope.SELECTED] > 1
        filtered = counts[Scope.SHOWN] not in (0, counts[Scope.ALL])
        self.scopes[Scope.SELECTED if several else Scope.SHOWN if filtered else Scope.ALL].setChecked(True)

    def _show_busy(self) -> None:
        busy = self._work.busy
        for widget in (self.formats, self.secrets, self.export_button, *self.scopes.values()):
            widget.setEnabled(not busy)
        self.cancel_button.setVisible(busy)
        if not busy:
            self._show_scopes_keeping_choice()

    def _show_scopes_keeping_choice(self) -> None:
        checked = self._group.checkedButton()
        self._show_scopes()
        if checked is not None and checked.isEnabled():
            checked.setChecked(True)

    def _count(self) -> None:
        """Follow what comes meanwhile."""
        if not self._work.busy:
            self._show_scopes_keeping_choice()

    def hideEvent(self, event: QHideEvent) -> None:
        """Count no more."""
        self._counting.stop()
        super().hideEvent(event)

    def let_go(self) -> None:
        """Stop writing: the capture is about to be closed."""
        self._work.cancel()
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc, which does not stop what is being written."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _without_raising(watch: Watch) -> Callable[[int, int], None]:
    """Tell how far it is; that it is to end is asked for elsewhere."""

    def tell(done: int, total: int) -> None:
        if not watch.cancelled:
            try:
                watch.of(done, total)
            except WorkCancelledError:
                return

    return tell


def _commands(record: ConnectionRecord) -> Sequence[tuple[str, str]]:
    return recorded_commands(record)
