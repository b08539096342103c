"""Which frames break RFC 6455, and by which of its sentences."""

from __future__ import annotations

from inspector.wire.closecodes import NEVER_ON_THE_WIRE, may_be_sent
from inspector.wire.records import Finding, Opcode, opcode_name
from inspector.wire.splitter import RawFrame, utf8_error

_CONTROL = 0x8


class FrameChecker:
    """Judges the frames of one direction in their order.

    `from_client` tells who sent them, `compression` whether permessage-deflate was negotiated.
    """

    def __init__(self, *, from_client: bool) -> None:
        self.compression = False
        self._from_client = from_client
        self._fragmented = False
        self._closed = False

    @property
    def in_message(self) -> bool:
        """A fragmented message has begun and its final fragment has not come."""
        return self._fragmented

    def check(self, frame: RawFrame) -> list[Finding]:
        """Give what the frame breaks; nothing when it is valid where it stands."""
        opcode = frame.head & 0x0F
        findings = [*self._reserved(frame, opcode), *self._masking(frame), *self._length(frame)]
        if self._closed:
            sentence = "A frame after the close frame; the sender must send no more, and it is discarded."
            findings.append(_broken("after close", "RFC 6455 §5.5.1", sentence))
        self._closed = self._closed or opcode == Opcode.CLOSE
        if opcode & _CONTROL:
            findings += _control(frame, opcode)
        else:
            findings += self._sequence(frame, opcode)
        return findings

    def _reserved(self, frame: RawFrame, opcode: int) -> list[Finding]:
        findings = []
        allowed = 0x40 if self.compression and opcode in (Opcode.TEXT, Opcode.BINARY) else 0
        names = [f"RSV{n}" for n, bit in ((1, 0x40), (2, 0x20), (3, 0x10)) if frame.head & bit & ~allowed]
        if names:
            why = "RFC 7692 §6" if names == ["RSV1"] and self.compression else "RFC 6455 §5.2"
            findings.append(
                _broken(
                    "reserved bits", why, f"{' and '.join(names)} set, but no extension gives it a meaning."
                )
            )
        if 3 <= opcode <= 7 or opcode >= 11:
            findings.append(
                _broken("opcode", "RFC 6455 §5.2", f"The opcode 0x{opcode:X} is reserved and has no meaning.")
            )
        return findings

    def _masking(self, frame: RawFrame) -> list[Finding]:
        if self._from_client and frame.masking_key is None:
            sentence = "The client sent a frame without masking it; a server must close the connection."
        elif not self._from_client and frame.masking_key is not None:
            sentence = "The server masked a frame; a client must close the connection."
        else:
            return []
        return [_broken("masking", "RFC 6455 §5.1", sentence)]

    @staticmethod
    def _length(frame: RawFrame) -> list[Finding]:
        if frame.minimal:
            return []
        extended = 10 if frame.wire[1:2] and frame.wire[1] & 0x7F == 127 else 4
        told = f"The length {frame.wire_length} is encoded in more bytes than it needs"
        sentence = f"{told}: the header begins with {frame.wire[:extended].hex(' ')}."
        return [_broken("length", "RFC 6455 §5.2", sentence)]

    def _sequence(self, frame: RawFrame, opcode: int) -> list[Finding]:
        findings = []
        if opcode == Opcode.CONTINUATION and not self._fragmented:
            findings.append(
                _broken("continuation", "RFC 6455 §5.4", "A continuation frame, but no message has begun.")
            )
        elif opcode in (Opcode.TEXT, Opcode.BINARY) and self._fragmented:
            sentence = "A new message begins, but the fragmented one before it has not ended."
            findings.append(_broken("continuation", "RFC 6455 §5.4", sentence))
        if opcode in (Opcode.CONTINUATION, Opcode.TEXT, Opcode.BINARY) and not findings:
            self._fragmented = not frame.head & 0x80
        return findings


def _control(frame: RawFrame, opcode: int) -> list[Finding]:
    findings = []
    name = opcode_name(opcode)
    if frame.wire_length > 125:
        sentence = f"A {name} frame of {frame.wire_length} bytes; a control frame carries at most 125."
        findings.append(_broken("control length", "RFC 6455 §5.5", sentence))
    if not frame.head & 0x80:
        sentence = f"A {name} frame without FIN; control frames must not be fragmented."
        findings.append(_broken("control fragment", "RFC 6455 §5.5", sentence))
    if opcode == Opcode.CLOSE:
        findings += _close_body(frame.payload)
    return findings


def _close_body(payload: bytes) -> list[Finding]:
    if not payload:
        return []
    if len(payload) == 1:
        sentence = "A close frame with one byte; a close code needs two."
        return [_broken("close body", "RFC 6455 §5.5.1", sentence)]
    findings = []
    code = int.from_bytes(payload[:2], "big")
    if not may_be_sent(code):
        why = "must never be sent" if code in NEVER_ON_THE_WIRE else "is not assigned"
        findings.append(
            _broken("close code", "RFC 6455 §7.4", f"The close frame carries {code}, a code that {why}.")
        )
    error = utf8_error(payload[2:])
    if error:
        findings.append(
            _broken("close reason", "RFC 6455 §5.5.1", f"The close reason is not UTF-8: {error}.")
        )
    return findings


def text_finding(reason: str) -> Finding:
    """Say that a text message is not UTF-8; `reason` tells where."""
    return _broken("UTF-8", "RFC 6455 §8.1", f"The text is not UTF-8: {reason}.")


def _broken(name: str, section: str, sentence: str) -> Finding:
    return Finding(False, name, section, sentence)
