"""Places in a text: Qt counts UTF-16 units, Python characters."""

from __future__ import annotations


def units_of(text: str) -> int:
    """Count the units that Qt has for a text."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def characters_in(text: str, units: int) -> int:
    """Count the characters in so many of Qt's units, from the beginning of a text on."""
    if text.isascii():
        return units
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))
