"""A byte in words."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.payloads.visible import control_name, visible
from inspector.ui.hex_layout import Selection


def describe_byte(offset: int, around: bytes, at: int) -> str:
    """Tell of the byte `around[at]`, which stands at `offset` in the payload."""
    byte = around[at]
    parts = [
        _tr("Byte {0} (0x{1:x})").format(QLocale().toString(offset), offset),
        f"0x{byte:02x}",
        str(byte),
        f"{byte >> 4:04b} {byte & 15:04b}",
        _character(around, at),
    ]
    return " · ".join(part for part in parts if part)


def describe_selection(selection: Selection) -> str:
    """Tell how many bytes are selected, and which."""
    number = QLocale().toString
    sentence = _tr("{0} bytes selected, {1} to {2}")
    return sentence.format(number(selection.length), number(selection.start), number(selection.end - 1))


def _character(around: bytes, at: int) -> str:
    byte = around[at]
    if control_name(byte):
        return control_name(byte)
    if byte == 0x20:
        return _tr("space")
    if byte < 0x7F:
        return f"“{chr(byte)}”"
    return _utf8_character(around, at)


def _utf8_character(around: bytes, at: int) -> str:
    """Find the UTF-8 character that a byte belongs to, if it belongs to one."""
    for start in range(at, max(-1, at - 4), -1):
        size = _announced_size(around[start])
        if not size:
            continue
        encoded = around[start : start + size]
        if start + size <= at or len(encoded) < size:
            return ""
        try:
            character = encoded.decode()
        except UnicodeDecodeError:
            return ""
        name = unicodedata.name(character, "")
        shown = f"“{visible(character, one_line=True)}” U+{ord(character):04X} {name}".rstrip()
        return _tr("byte {0} of {1} of {2}").format(at - start + 1, size, shown)
    return ""


def _announced_size(byte: int) -> int:
    if byte >= 0xF0:
        return 4
    if byte >= 0xE0:
        return 3
    return 2 if byte >= 0xC0 else 0


def _tr(text: str) -> str:
    return QCoreApplication.translate("HexWords", text)
