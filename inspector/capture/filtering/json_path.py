"""``$.a.b[0]["c d"]``: where a value stands in JSON."""

from __future__ import annotations

import re

from inspector.capture.filtering.json_value import Step
from inspector.capture.filtering.value import Value, escape, unescape

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_NAME = r"[^.\[\]\"=!<>~\s()]+"
_STEP = re.compile(
    rf"\[\s*(?P<index>[0-9]{{1,9}})\s*\]|\[\s*(?P<key>{_QUOTED})\s*\]|\.(?P<member>{_QUOTED})|\.(?P<name>{_NAME})"
)
_PLAIN = re.compile(_NAME)
_HOW = "json: takes a path, as json:$.type=tick, json:$.items[0].price>5 or json:$.error."


def parse_path(value: Value) -> tuple[tuple[Step, ...], int]:
    """Read a path, with or without its ``$``; gives its steps and where it ends. Raises `FilterError`."""
    text = value.text
    steps: list[Step] = []
    position = 0
    if text.startswith("$"):
        position = 1
    elif first := _PLAIN.match(text):
        steps.append(first[0])
        position = first.end()
    else:
        raise value.error(_HOW)
    while step := _STEP.match(text, position):
        if step["name"] == "*":
            raise value.part(position, step.end()).error(
                'A path leads to one place: write the name or the number, or ["*"] for a name like this.'
            )
        steps.append(_step(step))
        position = step.end()
    if text[position : position + 1] not in ("", "=", "!", "<", ">", "~"):
        wrong = value.part(position)
        raise wrong.error(
            f'The path cannot go on with “{wrong.text[:20]}”: write .name, [0] or ["any name"].'
        )
    return tuple(steps), position


def sql_path(steps: tuple[Step, ...]) -> str:
    """Write a path as SQLite's JSON functions take it."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{escape(step)}"' for step in steps)


def show_path(steps: tuple[Step, ...]) -> str:
    """Write a path as a person would."""
    return "$" + "".join(map(_show_step, steps))


def _step(found: re.Match[str]) -> Step:
    if found["index"] is not None:
        return int(found["index"])
    quoted = found["key"] or found["member"]
    return unescape(quoted[1:-1]) if quoted else found["name"]


def _show_step(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if _PLAIN.fullmatch(step) else f'["{escape(step)}"]'
