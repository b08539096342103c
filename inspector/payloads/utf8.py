"""UTF-8 that may be wrong, decoded in parts; what is no UTF-8 stays legible as its bytes."""

from __future__ import annotations

import codecs


class Utf8Reader:
    r"""Decodes the parts of a payload; from the first wrong byte on, wrong bytes come out as ``\xNN``."""

    def __init__(self, *, inside_character: bool = False) -> None:
        self.problem = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._inside_character = inside_character
        self._decoded = 0

    def feed(self, part: bytes, *, final: bool) -> str:
        """Decode the next part; a character cut at its end waits for the rest."""
        lead = ""
        if self._inside_character:
            part, lead = self._leave_character(part)
        if self.problem:
            return lead + self._decoder.decode(part, final)
        waiting = self._decoder.getstate()[0]
        try:
            text = self._decoder.decode(part, final)
        except UnicodeDecodeError as error:
            self.problem = f"Not UTF-8 at byte {self._decoded - len(waiting) + error.start}: {error.reason}."
            self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
            return lead + self._decoder.decode(waiting + part, final)
        self._decoded += len(part)
        return lead + text

    def _leave_character(self, part: bytes) -> tuple[bytes, str]:
        # RFC 6455 §5.6: a fragment "might not be valid UTF-8" alone; its first character began before it.
        self._inside_character = False
        end = next((at for at in range(min(3, len(part))) if part[at] & 0xC0 != 0x80), min(3, len(part)))
        self._decoded = end
        return part[end:], "".join(f"\\x{byte:02x}" for byte in part[:end])
