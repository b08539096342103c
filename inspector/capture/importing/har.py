"""HAR files of Chrome, Playwright, mitmproxy, and of this program."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

from inspector.capture.importing.har_entry import (
    Entry,
    body_of,
    columns_of,
    duration_ns,
    entry_of,
    is_polling,
    peer_of,
    role_of,
    session_of,
    started,
    websocket_url,
)
from inspector.capture.importing.har_heads import request_head, response_head
from inspector.capture.importing.har_messages import Messages, Timed
from inspector.capture.importing.intake import Intake
from inspector.capture.importing.json_text import JsonError, JsonValue
from inspector.capture.importing.values import ValueProblem, optional_integer
from inspector.wire.records import HTTP, Direction, Role

_OFTEN = 500
_UNKNOWN = (
    "This connection was imported from a HAR file: each row is a whole message, and masking keys and sizes "
    "on the wire are not known."
)


class HarImport:
    """Reads a HAR file twice: first what connections there are, then their messages in the order of time."""

    def __init__(self, intake: Intake, folder: Path) -> None:
        self._intake = intake
        self._folder = folder
        self._rows: list[Iterator[Timed]] = []
        self._sessions: dict[tuple[object, ...], tuple[int, str]] = {}
        self._ends: dict[int, int] = {}
        """When connections ended at the earliest, where the file does not say it."""

    def read(self, root: JsonValue) -> None:
        """Take in all that can be read; the rest is counted. Raises `CaptureError` and `CancelledError`."""
        number = 0
        try:
            for value in _entries(root):
                number += 1
                self._take_entry(value, number)
        except JsonError as error:
            self._intake.skip(f"Nothing after entry {number} can be read: {error}")
        self._take_rows()

    def _take_entry(self, value: JsonValue, number: int) -> None:
        self._intake.tell(value.start // 2)
        try:
            entry = entry_of(value, number)
            url = entry.url()
            if entry.is_websocket(url):
                self._take_websocket(entry, websocket_url(url))
            elif is_polling(url) or "_connection" in entry.fields:  # which this program writes
                self._take_exchange(entry, url)
            else:
                self._intake.left_out += 1
        except ValueProblem as problem:
            self._intake.skip(f"Entry {number} was left out: {problem}.")
        except JsonError as error:
            self._intake.skip(f"Entry {number} was left out: {error}")

    def _take_websocket(self, entry: Entry, url: str) -> None:
        opened_ns = started(entry)
        columns = columns_of(entry)
        connection_id = self._intake.begin(url, opened_ns, role_of(entry), peer_of(entry, url), **columns)
        if "_connection" not in entry.fields:
            self._ends[connection_id] = opened_ns + duration_ns(entry.load("time"))
        self._intake.add_note(opened_ns, "capture", _UNKNOWN, connection_id=connection_id)
        messages = Messages(self._intake, connection_id, opened_ns, entry.number)
        array = entry.fields.get("_webSocketMessages")
        name = entry.part("response").get("content")
        beside = name.get("_file") if isinstance(name, dict) else None
        if array is not None:
            self._rows.append(messages.of_array(array))
        elif isinstance(beside, str) and beside.endswith(".jsonl"):
            self._rows.append(messages.of_lines(self._folder / Path(beside).name))

    def _take_exchange(self, entry: Entry, url: str) -> None:
        began = started(entry)
        session = session_of(entry, url)
        if session not in self._sessions:
            role = role_of(entry)
            columns = columns_of(entry)
            if session[0] != "ours":  # it says how one exchange ended, not the session
                columns["error"] = None
            known = self._intake.begin(url, began, role, peer_of(entry, url), **columns)
            self._sessions[session] = (known, role)
        connection_id, role = self._sessions[session]
        asks = Direction.RECEIVED if role == Role.SERVER else Direction.SENT
        self._rows.append(self._exchange(entry, connection_id, began, asks))

    def _exchange(self, entry: Entry, connection_id: int, began: int, asks: Direction) -> Iterator[Timed]:
        """Give a request and its response."""
        try:
            request, response = entry.part("request"), entry.part("response")
            sent, answered = body_of(request.get("postData")), body_of(response.get("content"))
            answer = response_head(response)
            ended = began + duration_ns(entry.load("time"))
        except (ValueProblem, JsonError) as problem:
            self._intake.skip(f"Entry {entry.number} was left out: {str(problem).rstrip('.')}.")
            return
        size = optional_integer(request.get("bodySize"))
        yield Timed(began, connection_id, asks, HTTP, sent, request_head(request), size)
        if answer is not None:
            size = optional_integer(response.get("bodySize"))
            yield Timed(ended, connection_id, 1 - asks, HTTP, answered, answer, size)

    def _take_rows(self) -> None:
        rows, self._rows = self._rows, []
        for count, row in enumerate(heapq.merge(*rows, key=attrgetter("time_ns"))):
            if not count % _OFTEN:
                self._intake.tell_read()
            if row.connection_id in self._ends:
                self._ends[row.connection_id] = max(self._ends[row.connection_id], row.time_ns)
            if row.note is not None:
                self._intake.add_note(row.time_ns, "error", row.note, connection_id=row.connection_id)
            elif row.http_head is not None:
                size = len(row.payload) if row.wire_length is None or row.wire_length < 0 else row.wire_length
                self._intake.add_http(
                    row.connection_id, row.direction, row.http_head, row.payload, size, row.time_ns
                )
            else:
                frame = (row.time_ns, row.direction, row.head, None, len(row.payload), row.payload)
                self._intake.add(row.connection_id, frame)
        for connection_id, closed_ns in self._ends.items():
            self._intake.capture.update_connection(connection_id, closed_ns=closed_ns)


def _entries(root: JsonValue) -> Iterator[JsonValue]:
    for name, log in root.members():
        if name == "log":
            for part, value in log.members():
                if part == "entries":
                    yield from value.items()
