"""There is a font: without one every text is a row of empty boxes, and nothing else fails."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QFontInfo, QGuiApplication, QRawFont

from inspector.self_test.place import CheckFailedError, Place

TITLE = "fonts"
ADVICE = "Install a font. On Debian and Ubuntu: sudo apt-get install fonts-dejavu-core"


async def check(_place: Place) -> str:
    """Count the font families, and find the letters in the one that the window uses."""
    families = QFontDatabase.families()
    font = QGuiApplication.font()
    # Without any font Qt still names "Sans Serif" and two more, and each is drawn as boxes.
    family = QFontInfo(font).family()
    if not families or not family:
        raise CheckFailedError(f"Qt finds no font, so every text would be empty boxes. {ADVICE}")
    if not QRawFont.fromFont(font).supportsCharacter("A"):
        raise CheckFailedError(f"The font {family} has no letters. {ADVICE}")
    return f"{len(families)} families; the window's is {family}"
