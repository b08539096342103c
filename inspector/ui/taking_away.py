"""Export and import: what a person takes to other tools, and brings from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QFileDialog

from inspector.capture.places import captures_folder, home
from inspector.ui.actions import made_action
from inspector.ui.long_work import LongWork, Watch
from inspector.ui.notices import Severity
from inspector.ui.workbench import Workbench

if TYPE_CHECKING:
    from inspector.ui.export_dialog import ExportDialog
    from inspector.ui.main_window import MainWindow

_FOLDER_KEY = "import/folder"
_MOST_NAMES = 1_000


class TakingAway(QObject):
    """Holds the actions of the File menu; each works beside the window."""

    def __init__(self, window: MainWindow, workbench: Workbench, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._workbench = workbench
        self._settings = settings
        self._dialog: ExportDialog | None = None
        self._importing = LongWork(self)
        self._make_actions()

    def _make_actions(self) -> None:
        self.export_action = made_action(
            self,
            self.tr("Export…"),
            "Ctrl+E",
            self.export,
            icon="export",
            tip=self.tr("Write frames as JSON Lines, HAR, pcapng, CSV or Markdown"),
        )
        self.report_action = made_action(
            self,
            self.tr("Export for a bug report…"),
            "Ctrl+Shift+E",
            lambda: self.export("md"),
            icon="text",
            tip=self.tr("Write a report in Markdown: handshake, frames, and commands to try it again"),
        )
        self.import_action = made_action(
            self,
            self.tr("Import…"),
            "Ctrl+I",
            self.ask_to_import,
            icon="folder",
            tip=self.tr("Make a capture of a HAR file or of JSON Lines"),
        )
        self.actions_of_files = [self.export_action, self.report_action, self.import_action]

    @property
    def dialog(self) -> ExportDialog | None:
        """The dialog that exports, once it was opened."""
        return self._dialog

    def export(self, name: str = "") -> None:
        """Show what can be exported, with a format chosen if one is named."""
        if self._dialog is None:
            # Imported here: the first window does not need the formats.
            from inspector.ui.chosen_frames import ChosenFrames
            from inspector.ui.export_dialog import ExportDialog

            chosen = ChosenFrames(self._window.log)
            self._dialog = ExportDialog(lambda: self._workbench.capture, chosen, self._settings, self._window)
        self._dialog.open_for(name)

    def ask_to_import(self) -> None:
        """Ask for a file of another tool, and make a capture of it."""
        folder = str(self._settings.value(_FOLDER_KEY, str(home())))
        dialog = QFileDialog(self._window, self.tr("Import"), folder)
        dialog.setNameFilters(
            [self.tr("HAR and JSON Lines (*.har *.jsonl *.json)"), self.tr("All files (*)")]
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.import_file(Path(name)))
        dialog.show()

    def import_file(self, path: Path) -> None:
        """Make a capture of a file, and open it in a window of its own."""
        from inspector.capture.importing import import_file

        self._settings.setValue(_FOLDER_KEY, str(path.parent))
        made = _free_name(captures_folder(), path.stem)

        def work(watch: Watch) -> str:
            made.parent.mkdir(parents=True, exist_ok=True)
            return import_file(path, made, cancelled=lambda: watch.cancelled).summary()

        self._window.say_problem(self.tr("Importing {0}…").format(path), "", Severity.NOTICE)
        self._importing.start(
            work,
            lambda told: self._tell_imported(made, told),
            lambda error: self._window.say_problem(str(error), ""),
        )

    def let_go(self) -> None:
        """Stop what still runs: the capture is about to be closed."""
        self._importing.cancel()
        if self._dialog is not None:
            self._dialog.let_go()

    def _tell_imported(self, made: Path, told: str) -> None:
        self._window.say_problem(told, "", Severity.NOTICE)
        self._window.captures.show_recent()
        self._window.captures.open_in_new_window(str(made))


def _free_name(folder: Path, stem: str) -> Path:
    """Give the first name of this kind that no capture has yet."""
    names = [f"{stem}.wscap", *(f"{stem} {number}.wscap" for number in range(2, _MOST_NAMES))]
    return next((folder / name for name in names if not (folder / name).exists()), folder / names[-1])
