"""Lets Qt start in UTF-8 where the environment names another encoding, or a locale that is not installed."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLocale

ALWAYS_THERE = "C.UTF-8"


@contextmanager
def utf8_locale() -> Iterator[None]:
    """Spare the person four lines of Qt's; numbers and dates are written as the environment has it."""
    if sys.platform == "win32" or _is_utf8():
        yield
        return
    QLocale.system().toString(0)  # Qt reads now, and once, how numbers and dates are written here
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = ALWAYS_THERE
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


def _is_utf8() -> bool:
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        return False
    return locale.nl_langinfo(locale.CODESET).upper() in ("UTF-8", "UTF8")
