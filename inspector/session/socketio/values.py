"""What events carry: JSON values, and bytes in any place of them."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from inspector.session.errors import SessionError

_SURROGATE = re.compile("[\ud800-\udfff]")


class ValueJson:
    """JSON as JavaScript writes and reads it, in the place of the library's `json` module."""

    JSONDecodeError = json.JSONDecodeError

    @staticmethod
    def dumps(value: Any, **_layout: Any) -> str:
        """Write without spaces, and letters as they are. Raises `ValueError` or `RecursionError`."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        # ECMA-262 JSON.stringify escapes lone surrogates, which UTF-8 cannot carry.
        return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

    @staticmethod
    def loads(text: str) -> Any:
        """Read strictly: NaN and Infinity are no JSON. Raises `ValueError` or `RecursionError`."""
        return json.loads(text, parse_constant=_no_constant)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def parse_json(text: str, told: str = "The argument") -> Any:
    """Read JSON that a person typed; raises `SessionError` with the place of the fault."""
    try:
        value = ValueJson.loads(text)
        ValueJson.dumps(value)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise SessionError(
            f"{told} is not JSON ({error.msg.removesuffix(' at')} at {place}): correct it."
        ) from error
    except RecursionError as error:
        raise SessionError(f"{told} is nested too deeply: send less at once.") from error
    except ValueError as error:
        raise SessionError(f"{told} is not JSON ({error}): correct it.") from error
    return value


def check_value(value: Any, told: str) -> None:
    """Raise `SessionError` for what is neither JSON nor bytes."""
    try:
        _check(value, told)
    except RecursionError as error:
        raise SessionError(f"{told} is nested too deeply: send less at once.") from error


def _check(value: Any, told: str) -> None:
    if isinstance(value, list):
        for item in value:
            _check(item, told)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise SessionError(f"{told} has {key!r} for a key: JSON has text only.")
            _check(item, told)
    elif isinstance(value, float) and not math.isfinite(value):
        raise SessionError(f"{told} holds {value}, which JSON does not know: use another number.")
    elif not (value is None or isinstance(value, bool | int | float | str | bytes | bytearray)):
        raise SessionError(f"{told} holds a {type(value).__name__}: use JSON values or bytes.")


def as_json(value: Any) -> str:
    """Give received data as JSON for people; bytes become a count of them."""
    try:
        return json.dumps(value, ensure_ascii=False, default=lambda data: f"<{len(data)} bytes>")
    except (ValueError, RecursionError):
        return "data that is nested too deeply to be shown"
