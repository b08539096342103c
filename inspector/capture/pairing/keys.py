"""The keys of a frame, by the rules that apply to its connection."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.capture.nearby import Near, Source
from inspector.capture.pairing.json_keys import json_keys
from inspector.capture.pairing.packet_keys import packet_keys
from inspector.capture.pairing.rules import Key, Role, Rule, Rules
from inspector.capture.recognition import Recognised, Recognition
from inspector.wire.records import Direction, Opcode


class KeyReader:
    """Reads keys of frames of one capture."""

    def __init__(self, source: Source, recognition: Recognition, rules: Rules) -> None:
        self._source = source
        self._recognition = recognition
        self._rules = rules
        self._sessions: dict[str, int] = {}
        self._from_server: dict[int, bool] = {}

    def keys(self, frame: Near) -> list[Key]:
        """Give the keys of a frame; none where it stands alone. Raises `CaptureError`."""
        return list(self._keys(frame))

    def _keys(self, frame: Near) -> Iterator[Key]:
        if frame.is_http or (frame.opcode == Opcode.TEXT and frame.fin):
            known = self._recognition.of(frame.connection_id)
            if known is not None:
                yield from self._packet_keys(frame, known)
                return
        if frame.is_http or not frame.fin:
            return
        if frame.opcode in (Opcode.PING, Opcode.PONG):
            role = Role.ASKS if frame.opcode == Opcode.PING else Role.ANSWERS
            yield Key(Rule.PING, frame.connection_id, frame.payload, role)
        elif frame.opcode in (Opcode.TEXT, Opcode.BINARY) and frame.length == len(frame.payload):
            yield from json_keys(frame.payload, frame.connection_id, self._rules)

    def _packet_keys(self, frame: Near, known: Recognised) -> Iterator[Key]:
        # The transports of one session share one scope: the connection that was met first.
        scope = frame.connection_id
        if known.sid:
            scope = self._sessions.setdefault(known.sid, frame.connection_id)
        sent = frame.direction == Direction.SENT
        from_client = sent != self._is_server(frame.connection_id)
        yield from packet_keys(frame, known.eio, scope, from_client=from_client)

    def _is_server(self, connection_id: int) -> bool:
        if connection_id not in self._from_server:
            record = self._source.connection(connection_id)
            self._from_server[connection_id] = record is not None and record.role == "server"
        return self._from_server[connection_id]
