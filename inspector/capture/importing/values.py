"""Takes values out of JSON that others wrote: of the right kind, or with a reason why not."""

from __future__ import annotations

import binascii
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

LARGEST_NUMBER = 2**63 - 1
"""What a column of SQLite holds."""
_LATEST = Decimal(10) ** 11
"""Seconds since 1970 are below it for three thousand years; larger times are in smaller units."""


class ValueProblem(Exception):  # noqa: N818  # what it is, not that it is an error of the program
    """A value is not what it should be; the text completes "Message 7 was left out: …"."""


def text_of(value: Any, name: str) -> str:
    """Give a text, or raise `ValueProblem`."""
    if not isinstance(value, str):
        raise ValueProblem(f"its {name} is no text")
    return value


def optional_text(value: Any) -> str | None:
    """Give a text, or None for everything else."""
    return value if isinstance(value, str) else None


def optional_integer(value: Any) -> int | None:
    """Give a whole number that fits a capture, or None for everything else."""
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER
    return value if fits else None


def utf8_of(text: str) -> bytes:
    """Give the bytes of a text; half a surrogate pair, which JSON can hold, becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def latin1_of(text: str) -> bytes:
    """Give the bytes of a head; what Latin-1 cannot hold as UTF-8, as most servers take it."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return utf8_of(text)


def base64_of(value: Any, name: str) -> bytes:
    """Give the bytes that base64 stands for, or raise `ValueProblem`."""
    try:
        return binascii.a2b_base64(text_of(value, name).encode("ascii"), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueProblem(f"its {name} is no base64") from error


def nanoseconds(value: Any) -> int:
    """Give a time since 1970 in nanoseconds, or raise `ValueProblem`.

    Chrome and mitmproxy write seconds, Playwright milliseconds; microseconds and nanoseconds are told by
    their size too.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise ValueProblem("its time is no number")
    time = Decimal(value)
    if time < 0:
        raise ValueProblem("its time is before 1970")
    if time > LARGEST_NUMBER:
        raise ValueProblem("its time is too far in the future")
    factor = 10**9
    while time >= _LATEST and factor > 1:
        time /= 1000
        factor //= 1000
    scaled = int(Decimal(value) * factor)
    if scaled > LARGEST_NUMBER:
        raise ValueProblem("its time is too far in the future")
    return scaled


def nanoseconds_of_date(value: Any) -> int:
    """Give a date of ISO 8601 in nanoseconds since 1970, or raise `ValueProblem`."""
    try:
        moment = datetime.fromisoformat(text_of(value, "startedDateTime"))
        moment = moment.replace(tzinfo=moment.tzinfo or UTC)
        since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueProblem("its startedDateTime is no date") from error
    return max(((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1000, 0)
