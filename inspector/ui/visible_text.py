"""Hostile text made harmless for a list: nothing invisible, nothing that reorders what is beside it."""

from __future__ import annotations

import unicodedata

_NAMES = """
    NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI
    DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US
"""
# Unicode's own control pictures are in none of the usual fonts of a Linux desktop.
_SYMBOLS = {chr(code): f"‹{name}›" for code, name in enumerate(_NAMES.split())} | {
    "\t": "⇥",
    "\n": "↵",
    "\x7f": "‹DEL›",
}
_KEPT_FORMATS = "\u200c\u200d"
"""Joiners that scripts and emoji need; they reorder nothing."""
_ESCAPED_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")


def visible(text: str) -> str:
    """Show control characters as symbols, and format characters such as bidi overrides by their number."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _symbol(character) for character in text)


def _symbol(character: str) -> str:
    known = _SYMBOLS.get(character)
    if known is not None:
        return known
    if character not in _KEPT_FORMATS and unicodedata.category(character) in _ESCAPED_CATEGORIES:
        return f"‹U+{ord(character):04X}›"
    return character
