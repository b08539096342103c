"""The colours of the page: contrast of at least 4.5 to 1 in both themes, computed from the style sheet."""

from __future__ import annotations

import re

import pytest

from resources import resource_path

STYLE = resource_path("server", "style.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
)

PAIRS = [
    *[(colour, ground) for colour in ("text", "soft") for ground in ("ground", "panel", "sunken")],
    *[(colour, "sunken") for colour in ("sent", "received", "event", "error")],
    *[(colour, "panel") for colour in ("accent", "error", "received", "busy")],
    ("accent", "ground"),
    ("accent-text", "accent"),
    ("text", "accent-soft"),
]


def luminance(colour):
    def linear(channel):
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_both_themes_name_the_same_colours():
    assert set(DARK) == set(LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), PAIRS)
def test_text_has_contrast(theme, colour, ground):
    assert contrast(theme[colour], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edges_of_controls_have_contrast(theme):
    # WCAG 2.2 §1.4.11 asks 3 to 1 of what shows that there is a control.
    assert contrast(theme["control-line"], theme["panel"]) >= 3


def test_no_colour_stands_outside_of_the_palette():
    rules = re.sub(r":root \{.*?\}", "", STYLE, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []
