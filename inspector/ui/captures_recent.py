"""The captures that were opened or saved last, in a menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from inspector.ui import icons
from inspector.ui.captures_titles import title_of

_KEY = "captures/recent"
_MOST = 10


class RecentCaptures(QObject):
    """Remembers paths, the latest first; files that are gone are left out of the menu."""

    def __init__(self, settings: QSettings, open_capture: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._settings = settings
        self._open = open_capture
        self.clear_action = QAction(self.tr("Clear the list"), self)
        self.clear_action.setIcon(icons.icon("clear"))
        self.clear_action.setToolTip(self.tr("Forget these names; the captures themselves stay"))
        self.clear_action.triggered.connect(self.clear)
        self.menu = QMenu(self.tr("Open recent"), parent)
        self.menu.setIcon(icons.icon("history"))
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self.fill)
        self.fill()

    def paths(self) -> list[Path]:
        """Give the paths, the latest first."""
        stored = self._settings.value(_KEY, [])
        found = stored if isinstance(stored, list) else [stored]
        return [Path(str(path)) for path in found if path][:_MOST]

    def add(self, path: Path) -> None:
        """Put a capture on top."""
        rest = [known for known in self.paths() if known != path]
        self._keep([path, *rest])

    def replace(self, path: Path, new: Path | None) -> None:
        """Follow a capture to its new name, or forget one that is gone."""
        kept = [new if known == path else known for known in self.paths()]
        self._keep([one for one in kept if one is not None])

    def clear(self) -> None:
        """Forget all of them."""
        self._keep([])

    def fill(self) -> None:
        """Make the menu anew."""
        self.menu.clear()
        found = [path for path in self.paths() if path.is_file()]
        for path in found:
            # An ampersand in a name would underline what follows it.
            action = QAction(title_of(path).replace("&", "&&"), self.menu)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _on=False, path=path: self._open(str(path)))
            self.menu.addAction(action)
        if not found:
            nothing = self.menu.addAction(self.tr("No captures yet"))
            nothing.setEnabled(False)
        self.menu.addSeparator()
        self.clear_action.setEnabled(bool(found))
        self.menu.addAction(self.clear_action)

    def _keep(self, paths: list[Path]) -> None:
        self._settings.setValue(_KEY, [str(path) for path in paths[:_MOST]])
        self.fill()
