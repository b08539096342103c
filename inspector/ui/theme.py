"""The theme in use: colours, sizes and fonts, following the system or the person's choice."""

from __future__ import annotations

import atexit
import enum
from pathlib import Path

from PySide6.QtCore import QDir, QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from inspector.ui.svg import recoloured
from inspector.ui.theme_palette import load_metrics, load_scheme, qt_palette, style_sheet

_SHEET_ICONS = {
    "chevron-down": "icon",
    "chevron-up": "icon",
    "chevron-right": "icon",
    "chevron-left": "icon",
    "check": "primary_text",
    "close": "icon",
}
"""The icons that the style sheet names, and their colours."""


class ThemeMode(enum.StrEnum):
    """What decides between light and dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The colours, sizes and fonts that widgets and painters read; `changed` asks them to repaint."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = ThemeMode.SYSTEM
        self._metrics = load_metrics()
        self._hints = QGuiApplication.styleHints()
        self._system = self._hints.colorScheme()
        self._scheme = load_scheme(self._wanted())
        self._colors = self._read_colors()
        self._styled = self._applied = False
        self._sheet_icons = QTemporaryDir()
        atexit.register(self._sheet_icons.remove)  # at the end of the process nothing else does
        self._hints.colorSchemeChanged.connect(self._system_changed)

    @property
    def mode(self) -> ThemeMode:
        """What the person chose."""
        return self._mode

    @property
    def dark(self) -> bool:
        """The colours in use are light on dark."""
        return self._scheme.dark

    @property
    def name(self) -> str:
        """``light`` or ``dark``."""
        return self._scheme.name

    @property
    def mono(self) -> QFont:
        """The system's monospace font, for bytes, payloads, numbers and times."""
        return tabular(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))

    def color(self, name: str) -> QColor:
        """Give a colour by what it means, for example ``sent``; an unknown name raises `KeyError`."""
        return self._colors[name]

    def metric(self, name: str) -> int:
        """Give a size in pixels before the screen's scaling, for example ``row``."""
        return self._metrics[name]

    def set_mode(self, mode: ThemeMode) -> None:
        """Choose light or dark, or follow the system."""
        self._mode = mode
        # This also tells the platform, which then draws title bars and native dialogs alike.
        if mode is ThemeMode.SYSTEM:
            self._hints.unsetColorScheme()
            self._system = self._hints.colorScheme()
        else:
            self._hints.setColorScheme(
                Qt.ColorScheme.Dark if mode is ThemeMode.DARK else Qt.ColorScheme.Light
            )
        self._follow()

    def apply_palette(self) -> None:
        """Give the application the style and colours: all that a window needs that has nothing in it yet."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        if not self._styled:
            application.setStyle("Fusion")
            self._styled = True
        application.setPalette(qt_palette(self._scheme))

    def apply(self) -> None:
        """Give the whole application this look."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        self.apply_palette()
        self._applied = True
        self._write_sheet_icons()
        application.setStyleSheet(style_sheet(self._scheme, self._metrics, self.mono.family()))

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        self._system = scheme
        self._follow()

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted == self._scheme.name:
            return
        self._scheme = load_scheme(wanted)
        self._colors = self._read_colors()
        if self._applied:
            self.apply()
        self.changed.emit()

    def _wanted(self) -> str:
        if self._mode is not ThemeMode.SYSTEM:
            return self._mode.value
        return "dark" if self._system is Qt.ColorScheme.Dark else "light"

    def _read_colors(self) -> dict[str, QColor]:
        return {name: QColor(value) for name, value in self._scheme.colors.items()}

    def _write_sheet_icons(self) -> None:
        # A style sheet can name an image only by a file, so its few icons are written in the theme's colours.
        if not self._sheet_icons.isValid():
            return
        folder = Path(self._sheet_icons.path())
        QDir.setSearchPaths("theme", [str(folder)])
        for name, role in _SHEET_ICONS.items():
            (folder / f"{self.name}-{name}.svg").write_bytes(recoloured(name, self._scheme.colors[role]))


def tabular(font: QFont) -> QFont:
    """Make a font's digits equally wide, so that changing numbers don't move what is beside them."""
    copy = QFont(font)
    copy.setFeature(QFont.Tag("tnum"), 1)
    return copy


_current: Theme | None = None


def current_theme() -> Theme:
    """Give the application's one theme, made at the first call."""
    global _current
    if _current is None or not isValid(_current):
        _current = Theme(QApplication.instance())
    return _current
