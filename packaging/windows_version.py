"""What Windows shows of the program under Properties. Written from the documentation, not run here yet."""

from __future__ import annotations

from typing import Any

from program_facts import COMMAND, NAME, VERSION

NEUTRAL_UNICODE = "000004B0"
"""Language neutral (0x0000), Unicode (1200 = 0x04B0)."""


def version_information() -> Any:
    """Make the version resource; its numbers are four, and ours three."""
    # PyInstaller has this module on Windows only.
    from PyInstaller.utils.win32 import versioninfo as windows

    numbers = (*map(int, VERSION.split(".")), 0)
    strings = {
        "FileDescription": NAME,
        "FileVersion": VERSION,
        "InternalName": COMMAND,
        "LegalCopyright": "MIT licence",
        "OriginalFilename": f"{COMMAND}.exe",
        "ProductName": NAME,
        "ProductVersion": VERSION,
    }
    table = windows.StringTable(
        NEUTRAL_UNICODE, [windows.StringStruct(key, value) for key, value in strings.items()]
    )
    return windows.VSVersionInfo(
        ffi=windows.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[
            windows.StringFileInfo([table]),
            windows.VarFileInfo([windows.VarStruct("Translation", [0, 1200])]),
        ],
    )
