"""Joins the fragments of a message, and judges text while it arrives."""

from __future__ import annotations

import codecs

from inspector.wire.records import Opcode


class NotUtf8Error(Exception):
    """A text message is not UTF-8; says where, in the words of the codec."""


class Joining:
    """The message of one direction whose fragments are under way (RFC 6455 §5.4).

    RFC 6455 §8.1 has the connection failed as soon as the text "is not, in fact, a valid UTF-8 stream":
    each fragment is judged when it comes. A character may be cut anywhere.
    """

    def __init__(self) -> None:
        self._opcode = 0
        self._payload = bytearray()
        self._judged = 0

    def add(self, opcode: int, payload: bytes, *, final: bool) -> tuple[int, bytes] | None:
        """Add a valid data frame and give the whole message when it ends it: opcode and payload.

        Raises `NotUtf8Error` at the first fragment that makes it impossible text.
        """
        if opcode != Opcode.CONTINUATION:
            self._opcode = opcode
        self._payload += payload
        if self._opcode == Opcode.TEXT:
            self._judge(final=final)
        if not final:
            return None
        whole, self._payload, self._judged = bytes(self._payload), bytearray(), 0
        return self._opcode, whole

    def _judge(self, *, final: bool) -> None:
        """Decode what is new; the bytes of a character that is cut wait for the next fragment."""
        try:
            _, used = codecs.utf_8_decode(self._payload[self._judged :], "strict", final)
        except UnicodeDecodeError as error:
            raise NotUtf8Error(f"{error.reason} at position {self._judged + error.start}") from error
        self._judged += used
