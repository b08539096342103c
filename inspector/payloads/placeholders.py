"""What stands for attachments in the JSON of a binary Socket.IO packet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inspector.payloads.packet_error import PacketError


def check_placeholders(data: Any, announced: int) -> None:
    """Raise `PacketError` unless each attachment that is announced has its one place."""
    seen: set[int] = set()
    for number in placeholders(data):
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < announced:
            raise PacketError(f"A placeholder is for attachment {_shown(number)}; {_numbered(announced)}.")
        if number in seen:
            raise PacketError(f"Two placeholders are for the same attachment, {number:,}.")
        seen.add(number)
    if len(seen) < announced:
        missing = next(number for number in range(announced) if number not in seen)
        raise PacketError(f"Attachment {missing:,} is announced and has no placeholder.")


def placeholders(data: Any) -> Iterator[Any]:
    """Give the numbers of the placeholders in a JSON value, as they are."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("_placeholder") is True:
                yield value.get("num")
            else:
                waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _shown(number: Any) -> str:
    if isinstance(number, int) and not isinstance(number, bool):
        return f"{number:,}" if abs(number) < 10**15 else "of a huge number"
    return "without a number"


def _numbered(announced: int) -> str:
    if not announced:
        return "none is announced"
    return f"those announced are 0 to {announced - 1:,}" if announced > 1 else "only 0 is announced"
