"""What differs between two payloads: as JSON where both are, else line by line, else byte by byte."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from inspector.payloads.difference_json import JsonComparison
from inspector.payloads.difference_lines import MOST_LINES, Counts, Kind, Line, Lines, Mark, Watch
from inspector.payloads.difference_text import compare_texts
from inspector.payloads.difference_values import Parsed
from inspector.payloads.hex_dump import BYTES_A_LINE, dump_line

__all__ = ["Counts", "Difference", "Form", "Kind", "Line", "Mark", "Watch", "compare"]

_SIDES = ("left", "right")
_HEX_START = 10
"""Where the first byte stands in a line of a dump."""
_READ = 0.3
"""The share of the work that reading JSON takes."""


class Form(enum.StrEnum):
    """As what two payloads are compared."""

    JSON = "json"
    TEXT = "text"
    HEX = "hex"


@dataclass(frozen=True, slots=True)
class Difference:
    """Both payloads, line by line."""

    form: Form
    lines: list[Line]
    counts: Counts
    identical: bool
    """Every byte is the same."""
    problem: str = ""
    """Sentences: why it is not compared as asked, or what of it is not shown."""

    @property
    def same(self) -> bool:
        """They mean the same: nothing differs in this form."""
        return not self.counts.total


def compare(
    left: bytes,
    right: bytes,
    form: Form | None = None,
    *,
    folded: bool = True,
    watch: Watch = lambda _done: None,
) -> Difference:
    """Compare two payloads as `form`, or as what fits both best; never fails because of what they hold.

    Long runs of lines that are the same are `folded`. `watch` hears how far it is, from 0 to 1, and may
    raise an exception to cancel.
    """
    problems: list[str] = []
    texts = _texts(left, right, problems) if form is not Form.HEX else None
    if texts is not None and form is not Form.TEXT:
        result = _compared_json(*texts, form, problems, watch, folded=folded)
        if result is not None:
            return _made(Form.JSON, *result, left == right, problems)
    if texts is None:
        if form is not None and form is not Form.HEX:
            problems.append("They are compared byte by byte.")
        lines = Lines(watch, max(len(left), len(right)) * 5, folded=folded)
        _compare_bytes(left, right, lines)
        return _made(Form.HEX, lines.finish(), lines, left == right, problems if form else [])
    lines = Lines(watch, max(map(len, texts)), folded=folded)
    compare_texts(*texts, lines, lambda: watch(0.0))
    return _made(Form.TEXT, lines.finish(), lines, left == right, problems)


def _made(form: Form, shown: list[Line], lines: Lines, identical: bool, problems: list[str]) -> Difference:
    if lines.cut:
        problems.append(f"Only the first {MOST_LINES:,} lines are shown; all differences are counted.")
    return Difference(form, shown, lines.counts, identical, " ".join(problems))


def _texts(left: bytes, right: bytes, problems: list[str]) -> tuple[str, str] | None:
    """Decode both; None when one of them is not UTF-8."""
    texts = []
    for side, payload in zip(_SIDES, (left, right), strict=True):
        try:
            texts.append(payload.decode())
        except UnicodeDecodeError as error:
            problems.append(f"The {side} message is not UTF-8 at byte {error.start:,}.")
    return (texts[0], texts[1]) if len(texts) == len(_SIDES) else None


def _compared_json(
    left: str, right: str, form: Form | None, problems: list[str], watch: Watch, *, folded: bool
) -> tuple[list[Line], Lines] | None:
    """Compare as JSON; None, and why when it was asked for, when that is not possible."""
    if form is None and not (_looks_like_json(left) and _looks_like_json(right)):
        return None
    parsed = _parsed(left, right, problems, watch)
    if parsed is None:
        return None
    lines = Lines(lambda done: watch(_READ + (1 - _READ) * done), max(len(left), len(right)), folded=folded)
    comparison = JsonComparison(lines, lambda: watch(_READ))
    try:
        shown = comparison.compare(parsed[0].value, parsed[1].value)
    except RecursionError:
        problems.append("They are nested too deeply to be compared as JSON: they are compared as text.")
        return None
    for side, one in zip(_SIDES, parsed, strict=True):
        if one.doubled:
            name = one.doubled if len(one.doubled) <= 40 else f"{one.doubled[:39]}…"
            problems.append(f"The {side} message has the name “{name}” twice: its last value is compared.")
    return shown, lines


def _parsed(left: str, right: str, problems: list[str], watch: Watch) -> tuple[Parsed, Parsed] | None:
    parsed = []
    for number, (side, text) in enumerate(zip(_SIDES, (left, right), strict=True)):
        watch(_READ * number / 2)
        try:
            parsed.append(Parsed(text.removeprefix("\ufeff")))
        except ValueError as error:
            at = getattr(error, "pos", 0) + 1
            problems.append(f"The {side} message is not JSON (character {at:,}): they are compared as text.")
            return None
        except RecursionError:
            problems.append("They are nested too deeply to be compared as JSON: they are compared as text.")
            return None
    return parsed[0], parsed[1]


def _looks_like_json(text: str) -> bool:
    return text.removeprefix("\ufeff").lstrip(" \t\r\n")[:1] in ("{", "[")


def _compare_bytes(left: bytes, right: bytes, lines: Lines) -> None:
    """Compare the bytes at the same offsets."""
    running = False
    for at in range(0, max(len(left), len(right)), BYTES_A_LINE):
        one, other = left[at : at + BYTES_A_LINE], right[at : at + BYTES_A_LINE]
        if one == other:
            running = False
            text = dump_line(at, one)
            lines.same(text, text)
            continue
        kind = Kind.CHANGED if one and other else Kind.REMOVED if one else Kind.ADDED
        if not running or kind is not lines.lines[-1].kind:
            lines.begin(kind)
        running = True
        if not lines.cut:
            texts = dump_line(at, one) if one else None, dump_line(at, other) if other else None
            lines.add(kind, *texts, *(_byte_marks(one, other) if one and other else ((), ())))


def _byte_marks(one: bytes, other: bytes) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    places = [at for at in range(max(len(one), len(other))) if one[at : at + 1] != other[at : at + 1]]
    sides = (tuple(_hex_place(at) for at in places if at < len(side)) for side in (one, other))
    left, right = sides
    return left, right


def _hex_place(at: int) -> Mark:
    start = _HEX_START + 3 * at + (1 if at >= BYTES_A_LINE // 2 else 0)
    return start, start + 2
