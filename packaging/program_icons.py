"""The program's icon as each system wants it: PNG files, Windows' .ico, macOS' .icns."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from environment import ROOT

sys.path.insert(0, str(ROOT))

HICOLOR_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 256)
ICNS_TYPES = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}
"""The names of the entries of an .icns that hold PNG files, and their sizes."""


def png(pixels: int) -> bytes:
    """Draw the icon as the window does, and give it as a PNG file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer
    from PySide6.QtWidgets import QApplication

    from inspector.ui.icons import app_picture

    application = QApplication.instance() or QApplication([])
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    app_picture(pixels).save(buffer, "PNG")
    del application
    return bytes(buffer.data().data())


def write_ico(path: Path) -> Path:
    """Write an .ico: a header, an entry of 16 bytes for each size, and PNG files."""
    pictures = [(size, png(size)) for size in ICO_SIZES]
    entries, offset = b"", 6 + 16 * len(pictures)
    for size, data in pictures:
        side = size % 256  # 256 is written as 0
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return _write(path, struct.pack("<HHH", 0, 1, len(pictures)) + entries + b"".join(d for _, d in pictures))


def write_icns(path: Path) -> Path:
    """Write an .icns: for each size its type, the length of its entry, and a PNG file."""
    entries = b""
    for kind, size in ICNS_TYPES.items():
        data = png(size)
        entries += kind + struct.pack(">I", 8 + len(data)) + data
    return _write(path, b"icns" + struct.pack(">I", 8 + len(entries)) + entries)


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
