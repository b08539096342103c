"""Bytes as a person types them: hex and base64, each with the place of the first error."""

from __future__ import annotations

import base64
import binascii
import re

from PySide6.QtCore import QCoreApplication

from inspector.ui.json_check import TextProblem, place

_HEX_NOISE = re.compile(r"(?:0[xX]|\\x)(?=[0-9a-fA-F])|[\s,;:]+")
_HEX_PREFIX = re.compile(r"(?:0[xX]|\\x)(?=[0-9a-fA-F])")
_SEPARATORS = str.maketrans(",;:", "   ")
_HEX_RUN = re.compile(rf"(?:{_HEX_NOISE.pattern})*((?:(?!{_HEX_NOISE.pattern}).)+)", re.DOTALL)
_POSITION = re.compile(r"position (\d+)")
_NOT_HEX = re.compile(r"[^0-9a-fA-F]")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ByteText", text)


def encode_utf8(text: str) -> bytes | TextProblem:
    """Encode a text message's payload; half a surrogate pair has no UTF-8 form."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        where = place(text, error.start)
        return TextProblem(
            _tr("Half a surrogate pair at {0}: UTF-8 cannot carry it.").format(where), error.start
        )


def parse_hex(text: str) -> bytes | TextProblem:
    r"""Read hex digits; white space, commas, colons and the prefixes 0x and \x do not count."""
    # Blanks of the same length keep every place where it was.
    spaced = _HEX_PREFIX.sub("  ", text.translate(_SEPARATORS))
    try:
        return bytes.fromhex(spaced)
    except ValueError as error:
        # Megabytes are read again only from shortly before the place that Python names, if it names one.
        place_named = _POSITION.search(str(error))
        limit = int(place_named.group(1)) if place_named else 0
        start = max(text.rfind(" ", 0, limit), text.rfind("\n", 0, limit)) + 1
    tail = _parse_runs(text, start)
    return tail if isinstance(tail, TextProblem) else bytes.fromhex(spaced[:start]) + tail


def _parse_runs(text: str, start: int) -> bytes | TextProblem:
    """Read run by run: this finds the error, and takes 0xA for a byte."""
    digits: list[str] = []
    for match in _HEX_RUN.finditer(text, start):
        run = match.group(1)
        wrong = _NOT_HEX.search(run)
        if wrong:
            return _wrong_character(text, match.start(1) + wrong.start(), _tr("hex digit"))
        if len(run) % 2 and (len(run) > 1 or not _single_digit_allowed(text, match.start(1))):
            last = match.end(1) - 1
            sentence = _tr("Half a byte at {0}: bytes are two hex digits each.").format(place(text, last))
            return TextProblem(sentence, last)
        digits.append(run if len(run) % 2 == 0 else "0" + run)
    return bytes.fromhex("".join(digits))


def _single_digit_allowed(text: str, start: int) -> bool:
    # "0xA" is a byte to everyone; a lone "A" between spaces is more likely a slip.
    return text[max(0, start - 2) : start].lower() == "0x"


def _wrong_character(text: str, offset: int, wanted: str) -> TextProblem:
    sentence = _tr("“{0}” at {1} is not a {2}.").format(text[offset], place(text, offset), wanted)
    return TextProblem(sentence, offset)


def parse_base64(text: str) -> bytes | TextProblem:
    """Read base64 in the standard or the URL alphabet, with or without padding (RFC 4648 §4, §5)."""
    standard = text.replace("-", "+").replace("_", "/")
    wrong = _NOT_BASE64.search(standard)
    if wrong:
        return _wrong_character(text, wrong.start(), _tr("base64 character"))
    inner_padding = re.search(r"=(?=\s*[^=\s])", standard)
    if inner_padding:
        where = place(text, inner_padding.start())
        return TextProblem(_tr("Padding at {0} comes before the end.").format(where), inner_padding.start())
    letters = re.sub(r"[\s=]+", "", standard)
    if len(letters) % 4 == 1:
        return TextProblem(_tr("The last base64 group is incomplete: one character is no byte."), len(text))
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except binascii.Error:
        return TextProblem(_tr("This is not base64."), 0)
