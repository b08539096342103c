"""Bytes as a person types them: hex and base64, each with the place of the first error."""

from __future__ import annotations

import base64
import binascii
import re

from PySide6.QtCore import QCoreApplication

from inspector.ui.json_check import TextProblem, place

_HEX_NOISE = re.compile(r"0[xX](?=[0-9a-fA-F])|\\x|[\s,;:]+")
_NOT_HEX = re.compile(r"[^0-9a-fA-F]")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]")
_HALF_SURROGATE = re.compile("[\ud800-\udfff]")


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
    digits: list[str] = []
    offset = 0
    while offset < len(text):
        noise = _HEX_NOISE.match(text, offset)
        end = noise.end() if noise else offset
        run_end = _next_noise(text, end)
        run = text[end:run_end]
        wrong = _NOT_HEX.search(run)
        if wrong:
            return _wrong_character(text, end + wrong.start(), _tr("hex digit"))
        if len(run) % 2 and (len(run) > 1 or not _single_digit_allowed(text, end)):
            return TextProblem(
                _tr("Half a byte at {0}: bytes are two hex digits each.").format(place(text, run_end - 1)),
                run_end - 1,
            )
        digits.append(run if len(run) % 2 == 0 else "0" + run)
        offset = run_end
    return bytes.fromhex("".join(digits))


def _next_noise(text: str, start: int) -> int:
    match = _HEX_NOISE.search(text, start)
    return match.start() if match else len(text)


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


def format_hex(payload: bytes) -> str:
    """Write bytes as hex, 16 a line."""
    return "\n".join(payload[start : start + 16].hex(" ") for start in range(0, len(payload), 16))
