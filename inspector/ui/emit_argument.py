"""One argument of a Socket.IO event: its kind, its editor, and the value that they make."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from inspector.session.errors import SessionError
from inspector.session.socketio.values import parse_json
from inspector.ui.byte_text import parse_hex
from inspector.ui.json_check import TextProblem
from inspector.ui.options.check import file_problem


class Kind(enum.StrEnum):
    """How an argument is typed."""

    JSON = "json"
    TEXT = "text"
    NUMBER = "number"
    HEX = "hex"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Argument:
    """What a person typed for one argument."""

    kind: Kind
    text: str

    @property
    def problem(self) -> str:
        """Why it cannot be sent; empty when it can."""
        if self.kind is Kind.FILE:
            return file_problem(self.text) if self.text else _tr("Choose a file.")
        if self.kind is Kind.JSON and not self.text.strip():
            return _tr("Type a JSON value, or take the argument away.")
        try:
            self.value()
        except SessionError as error:
            return str(error)
        return ""

    def value(self) -> Any:
        """Give the JSON value or the bytes; of a file, what it holds now. Raises `SessionError`."""
        if self.kind is Kind.TEXT:
            return self.text
        if self.kind is Kind.FILE:
            return _read(self.text)
        if self.kind is Kind.HEX:
            made = parse_hex(self.text)
            if isinstance(made, TextProblem):
                raise SessionError(made.sentence)
            return made
        value = parse_json(self.text)
        if self.kind is Kind.NUMBER and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise SessionError(_tr("Type a number such as 12 or -0.5."))
        return value


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        told = _tr("{0} cannot be read ({1}): choose another file.")
        raise SessionError(told.format(path, error.strerror or error)) from error


def _tr(text: str) -> str:
    return QCoreApplication.translate("EmitPane", text)
