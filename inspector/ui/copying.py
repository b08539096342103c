"""A payload for the clipboard or a file, whatever its size."""

from __future__ import annotations

import base64
import enum
import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtGui import QGuiApplication

from inspector.capture.records import CaptureError
from inspector.ui.background import run_beside
from inspector.ui.payload_source import PayloadSource
from inspector.ui.sizes import short_bytes

MOST_COPIED = 16 * 1024 * 1024
_WRITTEN_AT_ONCE = 1024 * 1024


class CopyAs(enum.StrEnum):
    """How a payload is written."""

    TEXT = "text"
    HEX = "hex"
    BASE64 = "base64"


def payload_as(form: CopyAs, payload: bytes) -> str:
    """Write bytes as text, hex or base64; in text, bytes that are not UTF-8 become their numbers."""
    if form is CopyAs.HEX:
        return payload.hex(" ")
    if form is CopyAs.BASE64:
        return base64.b64encode(payload).decode("ascii")
    return payload.decode("utf-8", "backslashreplace")


def copy_payload(source: PayloadSource, form: CopyAs) -> str:
    """Put a whole payload on the clipboard; gives a sentence when it is too large."""
    if source.length > MOST_COPIED:
        sentence = _tr("{0} are too much for the clipboard: {1} at most. Save the payload to a file.")
        return sentence.format(short_bytes(source.length), short_bytes(MOST_COPIED))
    payload, problem = source.part(0, source.length)
    if not problem:
        QGuiApplication.clipboard().setText(payload_as(form, payload))
    return problem


def write_payload(source: PayloadSource, path: Path) -> str:
    """Write a whole payload to a file that only its owner can read; gives a sentence when that fails."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            offset = 0
            while offset < source.length and (part := source.read(offset, _WRITTEN_AT_ONCE)):
                file.write(part)
                offset += len(part)
    except CaptureError as error:
        return str(error)
    except OSError as error:
        return _tr("The payload was not saved to {0}: {1}.").format(path, error.strerror or error)
    if offset < source.length:
        sentence = _tr("Only {0} of {1} were saved: the rest is not in the capture.")
        return sentence.format(short_bytes(offset), short_bytes(source.length))
    return ""


class PayloadSaver(QObject):
    """Saves payloads without holding up the window."""

    saved = Signal(str, str)
    """The path, and why it failed; an empty sentence when it is done."""

    def save(self, source: PayloadSource, path: Path) -> None:
        """Write a payload to a file; `saved` tells what came of it."""
        run_beside(self, lambda: write_payload(source, path), lambda told: self.saved.emit(str(path), told))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Copying", text)
