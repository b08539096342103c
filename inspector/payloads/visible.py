"""Text with nothing hidden in it: control characters, bidi overrides and the like take a visible form."""

from __future__ import annotations

import re
from itertools import chain

_HIDDEN_CODES = (
    range(0x09),
    range(0x0B, 0x20),
    range(0x7F, 0xA0),
    (0xAD, 0x061C, 0x180E, 0xFEFF),
    # Zero width, line separators, and what reorders the line.
    range(0x200B, 0x200C),
    range(0x200E, 0x2010),
    range(0x2028, 0x202F),
    range(0x2060, 0x2070),
    range(0xD800, 0xE000),
    # Qt's own marks inside a document, and the place of an object.
    (0xFDD0, 0xFDD1),
    range(0xFFF9, 0xFFFD),
    range(0xE0000, 0xE0080),
)


def _symbol(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


_SYMBOLS = {code: _symbol(code) for code in chain.from_iterable(_HIDDEN_CODES)}
_SYMBOLS_ON_ONE_LINE = _SYMBOLS | {0x09: _symbol(0x09), 0x0A: _symbol(0x0A)}
_HIDDEN = re.compile(f"[{''.join(map(re.escape, map(chr, _SYMBOLS)))}]")
SHOWN = re.compile("[\u2400-\u2421]|⟨U\\+[0-9A-F]{4,6}⟩")
"""Finds what took the place of a hidden character."""


def visible(text: str, *, one_line: bool = False) -> str:
    """Replace what a person could not see, or what would reorder the line.

    Controls become their symbols (␀, ␍), everything else its number (⟨U+202E⟩). Tab and line feed stay
    as they are, unless it has to be `one_line`.
    """
    if text.isascii() and text.isprintable():
        return text
    if one_line:
        return text.translate(_SYMBOLS_ON_ONE_LINE)
    return text.translate(_SYMBOLS) if _HIDDEN.search(text) else text
