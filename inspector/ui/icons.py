"""Icons in the theme's colours, sharp on every screen, redrawn when the theme changes."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication

from inspector.ui.svg import draw, tinted
from inspector.ui.theme import current_theme

APP_SIZES = (16, 22, 24, 32, 48, 64, 128, 256)
_DETAILED_FROM = 24
_LOGICAL_SIZES = (16, 20, 32)
_MEANINGS = {"error": "error", "warning": "warning", "info": "accent", "ok": "ok"}
"""Icons that carry a meaning of their own, and its colour; all others are drawn as `icon`."""


class _Drawn:
    """What was drawn so far; emptied when the theme changes."""

    def __init__(self) -> None:
        self.icons: dict[tuple[str, str], QIcon] = {}
        self.pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self.followed: QObject | None = None

    def follow_theme(self) -> None:
        theme = current_theme()
        if self.followed is not theme:
            self.followed = theme
            theme.changed.connect(_redraw)
            self.icons.clear()
            self.pixmaps.clear()


_drawn = _Drawn()


def icon(name: str, role: str = "") -> QIcon:
    """Give an icon of ours, for example ``send``, in the colour `role` of the theme.

    Buttons and actions that hold it get it anew when the theme changes.
    """
    _drawn.follow_theme()
    role = role or _MEANINGS.get(name, "icon")
    found = _drawn.icons.get((name, role))
    if found is None:
        found = _drawn.icons[name, role] = _draw_icon(name, role)
    return found


def pixmap(name: str, role: str = "", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """Give an icon as a picture of `size` logical pixels for a screen of the given pixel ratio."""
    _drawn.follow_theme()
    role = role or _MEANINGS.get(name, "icon")
    found = _drawn.pixmaps.get((name, role, size, ratio))
    if found is None:
        found = draw(name, current_theme().color(role), round(size * ratio))
        found.setDevicePixelRatio(ratio)
        _drawn.pixmaps[name, role, size, ratio] = found
    return found


def app_icon() -> QIcon:
    """Give the program's icon in the sizes that window managers ask for."""
    result = QIcon()
    for pixels in APP_SIZES:
        result.addPixmap(app_picture(pixels))
    return result


def app_picture(pixels: int) -> QPixmap:
    """Draw the program's icon, below 24 pixels with fewer and straighter lines."""
    name = "app" if pixels >= _DETAILED_FROM else "app-small"
    return draw(name, current_theme().color("text"), pixels)


def _draw_icon(name: str, role: str) -> QIcon:
    theme = current_theme()
    ratios = {screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0}
    sizes = sorted({round(size * ratio) for size in _LOGICAL_SIZES for ratio in ratios})
    plain, meaningful = theme.color(role), role != "icon"
    result = QIcon()
    for pixels in sizes:
        drawn = draw(name, plain, pixels)
        result.addPixmap(drawn, QIcon.Mode.Normal)
        result.addPixmap(tinted(drawn, theme.color("disabled")), QIcon.Mode.Disabled)
        chosen = plain if meaningful else theme.color("selection_text")
        result.addPixmap(tinted(drawn, chosen), QIcon.Mode.Selected)
        if not meaningful:
            result.addPixmap(tinted(drawn, theme.color("accent")), QIcon.Mode.Normal, QIcon.State.On)
    return result


def _redraw() -> None:
    drawn_before = dict(_drawn.icons)
    keys = {drawn.cacheKey(): key for key, drawn in drawn_before.items()}
    _drawn.icons.clear()
    _drawn.pixmaps.clear()
    for holder in _holders():
        key = keys.get(holder.icon().cacheKey())
        if key is not None:
            holder.setIcon(icon(*key))


def _holders() -> Iterator[QAbstractButton | QAction]:
    for window in QApplication.topLevelWidgets():
        yield from window.actions()
        yield from window.findChildren(QAction)
        yield from window.findChildren(QAbstractButton)
        if isinstance(window, QAbstractButton):
            yield window
