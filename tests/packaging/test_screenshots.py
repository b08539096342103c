"""The pictures of README are taken of what the program is today."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[2]
THEMES = ("light", "dark")
LARGEST = 300 * 1024
"""Bytes: they are part of every checkout."""


def colours(image):
    """Count the colours in every fourth row and column."""
    return len({image.pixel(x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4)})


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    into = tmp_path_factory.mktemp("pictures") / "new"
    command = [sys.executable, ROOT / "packaging" / "screenshots.py", "--into", into]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return {theme: into / f"{theme}.png" for theme in THEMES}


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_shows_a_window_full_of_things(taken, theme):
    image = QImage(str(taken[theme]))
    assert (image.width(), image.height()) == (1440, 860)
    assert colours(image) > 300
    assert taken[theme].stat().st_size < LARGEST


def test_the_pictures_differ_in_their_theme(taken):
    grounds = [QImage(str(taken[theme])).pixelColor(8, 600).lightness() for theme in THEMES]
    assert grounds[0] > 200
    assert grounds[1] < 60


@pytest.mark.parametrize("theme", THEMES)
def test_the_one_in_the_checkout_has_the_same_size(taken, theme):
    kept = QImage(str(ROOT / "docs" / "images" / f"{theme}.png"))
    assert kept.size() == QImage(str(taken[theme])).size()


def test_readme_shows_both():
    readme = (ROOT / "README.md").read_text()
    shown = re.findall(r"docs/images/\w+\.png", readme)
    assert set(shown) == {f"docs/images/{theme}.png" for theme in THEMES}


def test_a_program_without_a_window_is_said(tmp_path):
    command = [sys.executable, ROOT / "packaging" / "screenshots.py", "--into", tmp_path]
    done = subprocess.run(
        [*command, "--program", tmp_path / "none"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.startswith("No picture could be taken of")
    assert "Traceback" not in done.stderr
