"""URL-encoded forms: one field a line, decoded."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from inspector.payloads.format import Sample
from inspector.payloads.visible import visible
from inspector.payloads.whole_reader import WholeReader
from inspector.wire.records import Opcode

_FIELD = rb"[\w.~%+\-\[\]*]++=[\w.~%+\-\[\]*/:@!$,;()']*+"
_FORM = re.compile(_FIELD + rb"(?:&" + _FIELD + rb")++")
_LARGEST = 65_536


class FormReader(WholeReader):
    """Reads the fields of a form."""

    def _told(self) -> str:
        fields = [field.partition("=") for field in self._body.decode("ascii", "backslashreplace").split("&")]
        return "\n".join(f"{_decoded(name)} = {_decoded(value)}" for name, _, value in fields)


def _decoded(text: str) -> str:
    return visible(unquote_plus(text, errors="backslashreplace"), one_line=True)


class FormFormat:
    """Text of the form ``a=1&b=2``."""

    name = "form"
    title = "URL-encoded form"

    def priority(self, sample: Sample) -> int:
        """Fit whole payloads of two fields and more."""
        if sample.opcode not in (Opcode.TEXT, Opcode.BINARY) or sample.length > _LARGEST or not sample.whole:
            return 0
        return 30 if _FORM.fullmatch(sample.head) else 0

    def reader(self, sample: Sample) -> FormReader:
        """Begin to read."""
        return FormReader()
