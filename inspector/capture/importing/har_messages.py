"""The messages of one WebSocket in a HAR file, as rows of a capture."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from inspector.capture.importing.intake import Intake
from inspector.capture.importing.json_text import JsonError, JsonValue
from inspector.capture.importing.values import (
    ValueProblem,
    base64_of,
    nanoseconds,
    optional_integer,
    text_of,
    utf8_of,
)
from inspector.wire.records import Direction, Opcode

_DIRECTIONS = {"send": Direction.SENT, "receive": Direction.RECEIVED}
_FINAL = 0x80
_NO_TIME = (-1, Decimal(-1), None)
"""What Playwright writes where no times were asked for."""


class Timed(NamedTuple):
    """A row that has its place by its time among those of other connections."""

    time_ns: int
    connection_id: int
    direction: int
    head: int
    payload: bytes
    http_head: bytes | None = None
    wire_length: int | None = None
    note: str | None = None
    """What happened in place of a message."""


class Messages:
    """The messages of a connection, one after the other; what cannot be read is counted and left out."""

    def __init__(self, intake: Intake, connection_id: int, opened_ns: int, entry: int) -> None:
        self._intake = intake
        self._connection_id = connection_id
        self._last_ns = opened_ns
        self._entry = entry

    def of_array(self, array: JsonValue) -> Iterator[Timed]:
        """Read `_webSocketMessages`."""
        number = 0
        try:
            for value in array.items():
                number += 1
                message = self._message(value, number)
                self._intake.read(value.end - value.start)
                if message is not None:
                    yield message
        except JsonError as error:
            self._intake.skip(f"Of entry {self._entry} nothing after message {number} can be read: {error}")

    def of_lines(self, path: Path) -> Iterator[Timed]:
        """Read a file that Playwright wrote beside the HAR file: a message on each line."""
        try:
            with path.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    message = self._message(JsonValue(line), number) if line.strip() else None
                    if message is not None:
                        yield message
        except OSError as error:
            self._intake.skip(
                f"The messages of entry {self._entry} are missing: {path.name}, {error.strerror}."
            )

    def _message(self, value: JsonValue, number: int) -> Timed | None:
        try:
            loaded = value.load()
            if not isinstance(loaded, dict):
                raise ValueProblem("it is no object")
            return self._timed(loaded)
        except ValueProblem as problem:
            self._intake.skip(f"Message {number} of entry {self._entry} was left out: {problem}.")
        except JsonError as error:
            self._intake.skip(f"Message {number} of entry {self._entry} was left out: {error}")
        return None

    def _timed(self, message: dict[str, Any]) -> Timed:
        time_ns = self._last_ns if message.get("time") in _NO_TIME else nanoseconds(message["time"])
        self._last_ns = time_ns
        kind = message.get("type")
        if kind == "error":
            told = text_of(message.get("data"), "data")
            return Timed(time_ns, self._connection_id, 0, 0, b"", note=told)
        if not isinstance(kind, str) or kind not in _DIRECTIONS:
            raise ValueProblem("its type is neither send nor receive")
        opcode = optional_integer(message.get("opcode", Opcode.TEXT))
        if opcode is None or not 0 <= opcode <= 15:
            raise ValueProblem("its opcode is not a number from 0 to 15")
        payload = _payload(message, opcode)
        return Timed(time_ns, self._connection_id, _DIRECTIONS[kind], _FINAL | opcode, payload)


def _payload(message: dict[str, Any], opcode: int) -> bytes:
    if "_bytes" in message:
        return base64_of(message["_bytes"], "_bytes")
    if opcode == Opcode.TEXT:
        return utf8_of(text_of(message.get("data"), "data"))
    return base64_of(message.get("data"), "data")
