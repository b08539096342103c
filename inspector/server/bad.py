"""/bad: frames that break RFC 6455 on purpose, one rule at a time."""

from __future__ import annotations

from typing import NamedTuple

from inspector.server.behaviour import Behaviour
from inspector.server.connection import ServedConnection
from inspector.server.query import Query
from inspector.wire.header import encode_header
from inspector.wire.records import Opcode

_FIN, _RSV2 = 0x80, 0x20
_RESERVED_OPCODE = 0x3
_HEAD_START = 0.05
"""Seconds between the description and the violation."""
_FORBIDDEN_CODE = 1005
_KEY = bytes.fromhex("37fa213d")
# The masked "Hello" of RFC 6455 §5.7.
_MASKED_HELLO = bytes.fromhex("7f9f4d5158")


class Violation(NamedTuple):
    """One rule, what is sent against it, and those bytes."""

    section: str
    says: str
    wire: bytes


VIOLATIONS = {
    "rsv": Violation(
        "RFC 6455 §5.2",
        "a text frame with RSV2 set, to which no extension gives a meaning",
        encode_header(_FIN | _RSV2 | Opcode.TEXT, 5) + b"Hello",
    ),
    "opcode": Violation(
        "RFC 6455 §5.2",
        "a frame with the reserved opcode 0x3",
        encode_header(_FIN | _RESERVED_OPCODE, 5) + b"Hello",
    ),
    "utf8": Violation(
        "RFC 6455 §8.1",
        "a text message that is not UTF-8: it holds the encoded surrogate U+D800",
        encode_header(_FIN | Opcode.TEXT, 13) + b"Hello \xed\xa0\x80 bad",
    ),
    "mask": Violation(
        "RFC 6455 §5.1",
        "a masked text frame, which only a client may send",
        encode_header(_FIN | Opcode.TEXT, 5, _KEY) + _MASKED_HELLO,
    ),
    "length": Violation(
        "RFC 6455 §5.2",
        "a text frame of 5 bytes whose length takes 2 bytes more than it needs",
        encode_header(_FIN | Opcode.TEXT, 5, length_bytes=2) + b"Hello",
    ),
    "continuation": Violation(
        "RFC 6455 §5.4",
        "a continuation frame, although no fragmented message has begun",
        encode_header(_FIN | Opcode.CONTINUATION, 5) + b"Hello",
    ),
    "close": Violation(
        "RFC 6455 §7.4.1",
        f"a close frame with code {_FORBIDDEN_CODE}, which must never be on the wire",
        encode_header(_FIN | Opcode.CLOSE, 2) + _FORBIDDEN_CODE.to_bytes(2, "big"),
    ),
}


class Bad(Behaviour):
    """Says in a text message what it is about to break, and breaks it."""

    def __init__(self, connection: ServedConnection, query: Query) -> None:
        super().__init__(connection, query)
        self._violation = VIOLATIONS[query.choice("what", tuple(VIOLATIONS))]

    async def run(self) -> None:
        """Describe the violation, then commit it."""
        violation = self._violation
        self.connection.send_text(f"Next comes {violation.says} ({violation.section}).".encode())
        # Chromium throws away all it has read at once when a header in it is wrong: let it read this first.
        if not await self.connection.pause(_HEAD_START):
            return
        self.connection.write_raw(violation.wire)
        if violation is VIOLATIONS["close"]:
            self.connection.close_was_written(_FORBIDDEN_CODE)
