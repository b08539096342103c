"""JSON Lines as this program exports them: a capture comes back without loss."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable
from typing import Any, BinaryIO

from inspector.capture.importing.frame_numbers import FrameNumbers
from inspector.capture.importing.intake import Intake
from inspector.capture.importing.json_text import JsonError, load_json
from inspector.capture.importing.values import (
    LARGEST_NUMBER,
    ValueProblem,
    base64_of,
    latin1_of,
    optional_integer,
    optional_text,
    text_of,
    utf8_of,
)
from inspector.wire.records import Direction

_OFTEN = 2_000
_DIRECTIONS = {"sent": Direction.SENT, "received": Direction.RECEIVED}
_TEXTS = ("subprotocol", "extensions", "close_reason", "closed_by", "error")


class JsonlImport:
    """Takes in connections and frames as they come, and notes last: they speak of frames by their numbers.

    Frames are numbered anew, as in every capture.
    """

    def __init__(self, intake: Intake, lines: BinaryIO) -> None:
        self._intake = intake
        self._lines = lines
        self._connections: dict[int, int] = {}
        self._numbers = FrameNumbers()
        self._notes: array[int] = array("q")
        """Where the lines of notes begin."""
        self._records: dict[str, Callable[[dict[str, Any]], None]] = {
            "connection": self._take_connection,
            "frame": self._take_frame,
            "http": self._take_http,
        }

    def read(self) -> None:
        """Take in all lines that can be read. Raises `CaptureError`, `CancelledError` and `OSError`."""
        done = 0
        for number, line in enumerate(self._lines, 1):
            if not number % _OFTEN:
                self._intake.tell(done)
            self._take_line(line, number, done)
            done += len(line)
        for count, start in enumerate(self._notes):
            if not count % _OFTEN:
                self._intake.tell(done)
            self._lines.seek(start)
            self._take_note(load_json(self._lines.readline().strip(), "A note"))

    def _take_line(self, line: bytes, number: int, start: int) -> None:
        stripped = line.strip()
        if not stripped:
            return
        try:
            record = load_json(stripped, "It")
            if not isinstance(record, dict):
                raise ValueProblem("it is no object")
            kind = record.get("record")
            if kind == "note":
                text_of(record.get("text"), "text")
                self._notes.append(start)
            elif isinstance(kind, str) and kind in self._records:
                self._records[kind](record)
            else:
                raise ValueProblem("it is no record of a capture")
        except ValueProblem as problem:
            self._intake.skip(f"Line {number} was left out: {problem}.")
        except JsonError as error:
            self._intake.skip(f"Line {number} was left out: {error}")

    def _take_connection(self, record: dict[str, Any]) -> None:
        columns: dict[str, Any] = {name: optional_text(record.get(name)) for name in _TEXTS}
        for name in ("closed_ns", "close_code"):
            columns[name] = optional_integer(record.get(name))
        for name in ("request_head", "response_head"):
            head = record.get(name)
            columns[name] = latin1_of(head) if isinstance(head, str) else None
        for name in ("tls", "timings"):
            columns[name] = _json(record.get(name))
        role = "server" if record.get("role") == "server" else "client"
        self._connections[_number(record, "id")] = self._intake.begin(
            text_of(record.get("url"), "url"), _number(record, "opened_ns"), role,
            optional_text(record.get("peer")), **columns,
        )  # fmt: skip

    def _take_frame(self, record: dict[str, Any]) -> None:
        opcode, wire_length = _number(record, "opcode"), _number(record, "wire_length")
        bits = [_number(record, name) for name in ("fin", "rsv1", "rsv2", "rsv3")]
        if opcode > 15 or any(bit > 1 for bit in bits):
            raise ValueProblem("its opcode, FIN or RSV bits are out of range")
        head = bits[0] << 7 | bits[1] << 6 | bits[2] << 5 | bits[3] << 4 | opcode
        key = _masking_key(record.get("masking_key"))
        row = (_number(record, "time_ns"), _direction(record), head, key, wire_length, _payload(record))
        self._intake.add(self._connection_of(record), row)
        self._count(record)

    def _take_http(self, record: dict[str, Any]) -> None:
        head = latin1_of(text_of(record.get("head"), "head"))
        time_ns, size = _number(record, "time_ns"), _number(record, "wire_length")
        direction, body = _direction(record), _payload(record)
        self._intake.add_http(self._connection_of(record), direction, head, body, size, time_ns)
        self._count(record)

    def _take_note(self, record: dict[str, Any]) -> None:
        frame, connection = (
            optional_integer(record.get("frame_id")),
            optional_integer(record.get("connection_id")),
        )
        self._intake.add_note(
            optional_integer(record.get("time_ns")) or 0,
            optional_text(record.get("kind")) or "capture",
            str(record["text"]),
            section=optional_text(record.get("section")) or "",
            frame_id=None if frame is None else self._numbers.find(frame),
            connection_id=None if connection is None else self._connections.get(connection),
        )

    def _connection_of(self, record: dict[str, Any]) -> int:
        """Give the new number of a frame's connection, which may not be in the file."""
        known = _number(record, "connection_id")
        if known not in self._connections:
            url = optional_text(record.get("url")) or ""
            self._connections[known] = self._intake.begin(url, _number(record, "time_ns"))
        return self._connections[known]

    def _count(self, record: dict[str, Any]) -> None:
        number = optional_integer(record.get("id"))
        if number is not None:
            self._numbers.add(number, self._intake.frames)


def _number(record: dict[str, Any], name: str) -> int:
    value = record.get(name)
    if type(value) is not int or not 0 <= value <= LARGEST_NUMBER:
        raise ValueProblem(f"its {name} is no number")
    return value


def _direction(record: dict[str, Any]) -> Direction:
    direction = record.get("direction")
    if not isinstance(direction, str) or direction not in _DIRECTIONS:
        raise ValueProblem("its direction is neither sent nor received")
    return _DIRECTIONS[direction]


def _payload(record: dict[str, Any]) -> bytes:
    if "text" in record:
        return utf8_of(text_of(record["text"], "text"))
    return base64_of(record.get("data"), "data")


def _masking_key(value: Any) -> bytes | None:
    if value is None:
        return None
    try:
        key = bytes.fromhex(text_of(value, "masking_key"))
    except ValueError as error:
        raise ValueProblem("its masking_key is no hexadecimal number") from error
    if len(key) != 4:
        raise ValueProblem("its masking_key has not four bytes")
    return key


def _json(value: Any) -> str | None:
    """Give a value as the capture keeps it: as JSON, or the text that another program had put there."""
    return value if value is None or isinstance(value, str) else json.dumps(value, default=float)
