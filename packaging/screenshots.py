"""Takes the pictures of README: a live capture in the light theme and in the dark one.

From source, with no screen; or with `--program`, of a real window on a screen of its own (Xvfb, xdotool and
ImageMagick), which is how the bundle is looked at.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT
from picture_feed import BOOK_ROW, LARGE, SUBSCRIBE, UNSUBSCRIBE, feed
from picture_stages import HEIGHT, PLACES, WIDTH, InnerStage, Stage, on_a_screen
from program_facts import DESKTOP_NAME

THEMES = ("light", "dark")
PLACE = ROOT / "docs" / "images"
_FEED_S = 7.0
"""How long the feed gets to send what belongs in the picture."""
_FILTER = "conn:ticker"
_RULE = {"name": "Large trades", "expression": LARGE, "effect": "highlight", "mark": "amber", "active": True}


def main(arguments: list[str]) -> int:
    """Take both pictures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", metavar="FILE", help="a program to start, such as the bundle's")
    parser.add_argument("--into", type=Path, default=PLACE, metavar="FOLDER", help="where the pictures go")
    chosen = parser.parse_args(arguments)
    chosen.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        if chosen.program:
            try:
                asyncio.run(take_of_program(str(Path(chosen.program).resolve()), Path(home), chosen.into))
            except (OSError, subprocess.SubprocessError) as error:
                print(f"No picture could be taken of {chosen.program}: {error}", file=sys.stderr)
                return 1
        else:
            take_from_source(Path(home), chosen.into)
    for theme in THEMES:
        print(shrink(chosen.into / f"{theme}.png"))
    return 0


async def play(stage: Stage, url: str) -> None:
    """Bring the program to the point where the picture is taken."""
    await stage.connect_to_socketio()
    await stage.connect_to(url)
    await stage.send(SUBSCRIBE)
    await asyncio.sleep(_FEED_S)
    await stage.ping()
    await stage.compose_json(UNSUBSCRIBE)
    await stage.show_only(_FILTER)
    await stage.choose(BOOK_ROW)
    await asyncio.sleep(1)


async def take_of_program(program: str, home: Path, into: Path) -> None:
    """Start a program once for each theme, and take its picture."""
    for theme in THEMES:
        place = home / theme
        write_settings(place, theme)
        with on_a_screen(program, place) as stage:
            async with feed() as url:
                await play(stage, url)
                await stage.take(into / f"{theme}.png")


def take_from_source(home: Path, into: Path) -> None:
    """Show the window of this source on no screen, and take its picture in both themes."""
    os.environ |= dict.fromkeys(PLACES, str(home)) | {"QT_QPA_PLATFORM": "offscreen"}
    from inspector.app import run_on_loop

    write_settings(home, THEMES[0])
    run_on_loop(_show_and_take(into))


async def _show_and_take(into: Path) -> None:
    from PySide6.QtCore import QSettings

    from inspector.capture.places import new_capture_path
    from inspector.capture.store import Capture
    from inspector.ui.main_window import MainWindow
    from inspector.ui.theme import ThemeMode, current_theme
    from inspector.ui.workbench import Workbench

    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, DESKTOP_NAME, DESKTOP_NAME)
    theme = current_theme()
    theme.set_mode(ThemeMode.LIGHT)
    capture = Capture.create(new_capture_path())
    bench = Workbench(capture)
    window = MainWindow(settings)
    window.furnish(bench)
    theme.apply()
    window.server.port = 0  # the usual one may be taken
    window.resize(WIDTH, HEIGHT)
    window.show()
    async with feed() as url:
        await play(InnerStage(window), url)
        for name in THEMES:
            theme.set_mode(ThemeMode(name))
            await asyncio.sleep(0.5)
            window.grab().save(str(into / f"{name}.png"))
        await bench.shut_down()
    window.let_go()
    await asyncio.to_thread(capture.close)


def write_settings(home: Path, theme: str) -> None:
    """Let a program that starts in this home look as it does after some use."""
    from PySide6.QtCore import QSettings

    path = home / DESKTOP_NAME / f"{DESKTOP_NAME}.ini"
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    settings.setValue("theme", theme)
    settings.setValue("timeline/folded", False)
    settings.setValue("rules", json.dumps([_RULE]))
    settings.sync()


def shrink(path: Path) -> Path:
    """Write a picture anew, as small as PNG makes it without loss; gives its path."""
    from PySide6.QtGui import QImage, QImageWriter

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    writer = QImageWriter(str(path), b"png")
    writer.setQuality(0)  # of compression: the most
    if not writer.write(image):
        raise OSError(f"{path} cannot be written: {writer.errorString()}.")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
