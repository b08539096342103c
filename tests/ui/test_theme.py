"""Themes: every text can be read on every ground, and the system's choice is followed."""

from __future__ import annotations

import re
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from inspector.ui.theme import Theme, ThemeMode, current_theme, tabular
from inspector.ui.theme_palette import load_metrics, load_scheme, qt_palette, style_sheet
from resources import resource_path

# Qt's offscreen platform says this of every window it shows.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

NAMES = ("light", "dark")
TEXTS = (
    "text", "muted", "accent", "selection_text", "sent", "received", "control", "error", "warning", "ok",
)  # fmt: skip
GROUNDS = (
    "window", "base", "alternate", "raised", "hover", "pressed", "field", "tooltip", "selection",
    "selection_inactive", "flagged", "error_ground", "warning_ground", "ok_ground", "info_ground",
    "mark_amber", "mark_green", "mark_blue", "mark_violet", "mark_red",
)  # fmt: skip
BUTTONS = ("primary", "primary_hover", "primary_pressed")


def luminance(color):
    """WCAG 2.1: relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """WCAG 2.1: contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture
def theme(qapp):
    """Give a theme, and leave the application as it was."""
    theme = Theme()
    yield theme
    theme.set_mode(ThemeMode.SYSTEM)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())
    theme.deleteLater()


@pytest.mark.parametrize("name", NAMES)
def test_every_text_can_be_read_on_every_ground(name):
    colors = load_scheme(name).colors
    pairs = [*product(TEXTS, GROUNDS), *(("primary_text", button) for button in BUTTONS)]
    poor = {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_colours_of_layers_can_be_read_on_their_own_grounds(name):
    colors = load_scheme(name).colors
    for layer in ("http", "websocket", "engineio", "socketio", "application", "raw"):
        for ground in (f"layer_{layer}_ground", "base", "raised", "window"):
            assert contrast(colors[f"layer_{layer}"], colors[ground]) >= 4.5, (layer, ground)


@pytest.mark.parametrize("name", NAMES)
def test_icons_and_disabled_words_can_be_seen(name):
    colors = load_scheme(name).colors
    for color, ground in product(("icon", "disabled"), ("window", "base", "raised")):
        assert contrast(colors[color], colors[ground]) >= 3


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_palettes_know_the_same_colours():
    light, dark = (load_scheme(name) for name in NAMES)
    assert light.colors.keys() == dark.colors.keys()
    assert (light.dark, dark.dark) == (False, True)
    assert all(
        re.fullmatch("#[0-9a-f]{6}", color) for color in [*light.colors.values(), *dark.colors.values()]
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_style_sheet_has_no_colour_of_its_own_and_no_open_placeholder(name):
    template = resource_path("themes", "style.qss").read_text()
    assert re.findall(r":[^;\n]*#[0-9a-fA-F]{3,8}\b", template) == []
    assert "$" not in style_sheet(load_scheme(name), load_metrics(), "Mono")


def test_a_sheet_with_an_unknown_placeholder_is_refused():
    with pytest.raises(KeyError):
        style_sheet(load_scheme("light"), {}, "Mono")


def test_qt_palette_is_filled_from_the_scheme(qapp):
    scheme = load_scheme("dark")
    palette = qt_palette(scheme)
    group = QPalette.ColorGroup
    assert palette.color(QPalette.ColorRole.Window) == QColor(scheme.colors["window"])
    assert palette.color(group.Disabled, QPalette.ColorRole.Text) == QColor(scheme.colors["disabled"])
    assert palette.color(group.Inactive, QPalette.ColorRole.Highlight) == QColor(
        scheme.colors["selection_inactive"]
    )


def test_a_choice_overrides_the_system_and_is_told(theme, qtbot):
    theme.set_mode(ThemeMode.LIGHT)
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(ThemeMode.DARK)
    assert theme.dark
    assert theme.color("base") == QColor(load_scheme("dark").colors["base"])
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_mode(ThemeMode.DARK)


def test_the_system_is_followed(theme, qtbot):
    theme.set_mode(ThemeMode.SYSTEM)
    # The offscreen platform has no colour scheme of its own; this is how the others tell of theirs.
    changed = QApplication.styleHints().colorSchemeChanged
    changed.emit(Qt.ColorScheme.Dark)
    assert theme.name == "dark"
    changed.emit(Qt.ColorScheme.Light)
    assert theme.name == "light"


def test_the_system_does_not_overrule_a_choice(theme):
    theme.set_mode(ThemeMode.LIGHT)
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.name == "light"


def test_applied_it_colours_every_widget_and_changes_live(theme, qtbot):
    theme.set_mode(ThemeMode.LIGHT)
    theme.apply()
    window = QWidget()
    qtbot.addWidget(window)
    label = QLabel("words", window)
    label.setProperty("role", "error")
    window.show()
    assert label.palette().color(QPalette.ColorRole.WindowText) == theme.color("error")
    light = theme.color("error")
    theme.set_mode(ThemeMode.DARK)
    QApplication.processEvents()
    assert label.palette().color(QPalette.ColorRole.WindowText) == theme.color("error") != light
    assert window.palette().color(QPalette.ColorRole.Window) == theme.color("window")


def test_sizes_come_from_the_theme(theme):
    assert theme.metric("row") == 22
    assert theme.metric("icon") % theme.metric("grid") == 0
    with pytest.raises(KeyError):
        theme.metric("nonsense")
    with pytest.raises(KeyError):
        theme.color("nonsense")


def test_digits_are_equally_wide(theme):
    for font in (theme.mono, tabular(QApplication.font())):
        metrics = QFontMetricsF(font)
        assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_there_is_one_theme(qapp):
    assert current_theme() is current_theme()
    assert current_theme().parent() is qapp
