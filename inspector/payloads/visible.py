"""Text with nothing hidden in it: control characters, bidi overrides and the like take a visible form."""

from __future__ import annotations

import re
from functools import cache
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


# fmt: off
_ASCII_CONTROLS = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
)
# fmt: on


def control_name(code: int) -> str:
    """Name an ASCII control character, for example ``NUL``; an empty text for other characters."""
    if code < len(_ASCII_CONTROLS):
        return _ASCII_CONTROLS[code]
    return "DEL" if code == 0x7F else ""


def _symbol(code: int) -> str:
    # The control pictures from U+2400 on would be shorter, but common fonts lack them.
    return f"⟨{control_name(code) or f'U+{code:04X}'}⟩"


@cache
def _symbols(*, one_line: bool = False) -> dict[int, str]:
    codes = chain(chain.from_iterable(_HIDDEN_CODES), (0x09, 0x0A) if one_line else ())
    return {code: _symbol(code) for code in codes}


def _character_class() -> str:
    """Write the codes run by run: one by one, the expression would take a while to be compiled."""
    ends = (
        map(re.escape, (chr(min(codes)), chr(max(codes)))) for codes in _HIDDEN_CODES if type(codes) is range
    )
    single = (re.escape(chr(code)) for codes in _HIDDEN_CODES if type(codes) is tuple for code in codes)
    return "".join(chain(map("-".join, ends), single))


_HIDDEN = re.compile(f"[{_character_class()}]")
SHOWN = re.compile(rf"⟨(?:U\+[0-9A-F]{{4,6}}|DEL|{'|'.join(_ASCII_CONTROLS)})⟩")
"""Finds what took the place of a hidden character."""


def visible(text: str, *, one_line: bool = False) -> str:
    """Replace what a person could not see, or what would reorder the line.

    Controls become their names (⟨NUL⟩, ⟨CR⟩), everything else its number (⟨U+202E⟩). Tab and line feed stay
    as they are, unless it has to be `one_line`.
    """
    if text.isascii() and text.isprintable():
        return text
    if one_line:
        return text.translate(_symbols(one_line=True))
    return text.translate(_symbols()) if _HIDDEN.search(text) else text
