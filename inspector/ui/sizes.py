"""Numbers of bytes as a person reads them, in the person's locale."""

from __future__ import annotations

from PySide6.QtCore import QLocale

_KIB = 1024


def exact_bytes(count: int) -> str:
    """Give every digit, for example ``1,234 B``."""
    return f"{QLocale().toString(count)} B"


def short_bytes(count: int) -> str:
    """Give three digits and a unit, for example ``1.21 KiB``."""
    return exact_bytes(count) if count < _KIB else QLocale().formattedDataSize(count)
