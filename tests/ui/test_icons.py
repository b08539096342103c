"""Icons: one look, recoloured per theme and state, sharp at any pixel ratio."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QPushButton, QWidget

from inspector.ui import icons
from inspector.ui.svg import draw
from inspector.ui.theme import ThemeMode, current_theme
from resources import resource_path

NAMES = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
APP = ("app", "app-small")
SYMBOLS = [name for name in NAMES if name not in APP]
WANTED = """
    app-symbol connect disconnect send ping close-frame text json hex binary file clear copy settings options
    plus trash chevron-up chevron-down chevron-left chevron-right follow-tail search server capture folder
    sent received warning error ok check lock unlock info repeat history theme command pin close stop play
"""


@pytest.fixture(autouse=True)
def theme(qapp):
    theme = current_theme()
    theme.set_mode(ThemeMode.LIGHT)
    yield theme
    theme.set_mode(ThemeMode.SYSTEM)


def colors_of(picture):
    """Give the colours of the pixels that are drawn in full."""
    image = picture.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {color.name() for color in pixels if color.alpha() == 255}


def name_of(color):
    return current_theme().color(color).name()


def test_all_that_the_window_needs_are_there():
    assert set(WANTED.split()) - set(NAMES) == set()


@pytest.mark.parametrize("name", SYMBOLS)
def test_each_is_drawn_on_one_grid_with_one_pen_and_no_colour(name):
    root = ElementTree.fromstring(resource_path("icons", f"{name}.svg").read_text())
    assert root.get("viewBox") == "0 0 16 16"
    assert (root.get("stroke"), root.get("stroke-width")) == ("currentColor", "1.5")
    text = resource_path("icons", f"{name}.svg").read_text()
    assert re.findall(r"#[0-9a-fA-F]{3,8}", text) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_shows_something_and_stays_inside(name):
    image = draw(name, current_theme().color("text"), 64).toImage()
    drawn = [(x, y) for x in range(64) for y in range(64) if image.pixelColor(x, y).alpha() > 0]
    assert len(drawn) > 100
    if name not in APP:
        assert all(0 < x < 63 and 0 < y < 63 for x, y in drawn)


def test_no_two_look_the_same():
    pictures = {
        name: bytes(draw(name, current_theme().color("text"), 32).toImage().constBits()) for name in NAMES
    }
    assert len(set(pictures.values())) == len(NAMES)


def test_an_icon_takes_the_colours_of_theme_and_state():
    send = icons.icon("send")
    size = QSize(32, 32)
    assert colors_of(send.pixmap(size)) == {name_of("icon")}
    assert colors_of(send.pixmap(size, QIcon.Mode.Disabled)) == {name_of("disabled")}
    assert colors_of(send.pixmap(size, QIcon.Mode.Selected)) == {name_of("selection_text")}
    assert colors_of(send.pixmap(size, QIcon.Mode.Normal, QIcon.State.On)) == {name_of("accent")}
    assert colors_of(icons.icon("send", "sent").pixmap(size)) == {name_of("sent")}


def test_icons_with_a_meaning_have_its_colour():
    assert colors_of(icons.icon("error").pixmap(32)) == {name_of("error")}
    assert colors_of(icons.icon("error").pixmap(QSize(32, 32), QIcon.Mode.Selected)) == {name_of("error")}
    assert colors_of(icons.icon("warning").pixmap(32)) == {name_of("warning")}


def test_asked_twice_it_is_the_same():
    assert icons.icon("copy").cacheKey() == icons.icon("copy").cacheKey()
    assert icons.icon("copy").cacheKey() != icons.icon("copy", "accent").cacheKey()


def test_buttons_and_actions_get_it_anew_when_the_theme_changes(qtbot, theme):
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton(icons.icon("send"), "Send", window)
    own = QPushButton("Own", window)
    own.setIcon(QIcon(draw("send", theme.color("ok"), 32)))
    action = QAction(icons.icon("copy", "accent"), "Copy", window)
    before = {name: name_of(name) for name in ("icon", "accent", "ok")}
    theme.set_mode(ThemeMode.DARK)
    assert colors_of(button.icon().pixmap(32)) == {name_of("icon")} != {before["icon"]}
    assert colors_of(action.icon().pixmap(32)) == {name_of("accent")} != {before["accent"]}
    assert colors_of(own.icon().pixmap(32)) == {before["ok"]}
    theme.set_mode(ThemeMode.LIGHT)
    assert colors_of(button.icon().pixmap(32)) == {before["icon"]}


def test_a_picture_is_as_sharp_as_the_screen(theme):
    picture = icons.pixmap("sent", "sent", 16, 2.0)
    assert picture.size() == QSize(32, 32)
    assert picture.devicePixelRatio() == 2.0
    assert colors_of(picture) == {name_of("sent")}
    theme.set_mode(ThemeMode.DARK)
    assert colors_of(icons.pixmap("sent", "sent", 16, 2.0)) == {name_of("sent")}


def test_an_unknown_icon_is_told(qapp):
    with pytest.raises(FileNotFoundError, match=r"none\.svg"):
        icons.icon("none")


def test_the_program_has_an_icon_in_every_usual_size():
    icon = icons.app_icon()
    assert {size.width() for size in icon.availableSizes()} >= {16, 22, 24, 32, 48, 256}


def test_the_smallest_icon_of_the_program_is_sharp():
    image = icons.app_picture(16).toImage()
    sent, received, glass = image.pixelColor(4, 7), image.pixelColor(8, 6), image.pixelColor(6, 7)
    assert sent == image.pixelColor(5, 7)
    assert received == image.pixelColor(9, 6)
    assert sent.green() > 200 > 2 * glass.green()
    assert received.blue() > 200 > 2 * glass.blue()
