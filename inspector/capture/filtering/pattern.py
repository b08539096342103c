"""Regular expressions that cannot hang the program.

The module `regex` reads Python's own syntax, and unlike `re` it can give up after a time, and let other
threads run meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from inspector.capture.filtering.binding import Binding, balanced
from inspector.capture.filtering.errors import FilterStoppedError
from inspector.capture.filtering.folding import FoldedWord
from inspector.capture.filtering.required import required
from inspector.capture.filtering.value import Value

if TYPE_CHECKING:
    import regex

_WORD = re.compile(r"\w+")

LONGEST = 1_000
_LONGEST_EXPANDED = 20_000
"""Repeats with a number are written out by the compiler, which takes time and memory for each."""
_SHORT_S = 0.005
"""As long as Python itself lets a thread keep the others waiting."""
_MOMENT_S = 0.05
"""How long places may be looked for where the answer is only a help for the eye."""
_QUICK_STEPS = 300_000
"""Some milliseconds at most."""
_REFERS = re.compile(r"\\[^dDwWsSbBAZ\W_]")
"""To what a group has matched, or to something that is not looked at here."""
PATIENCE_S: ContextVar[float] = ContextVar("patience", default=1.0)
"""How long one payload may take; less where somebody waits for the answer."""
_ITEM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(?P<low>\d*),?(?P<high>\d*)\}|.", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, read already once."""

    source: str
    ignore_case: bool = False

    def is_in(self, payload: bytes) -> bool:
        """Search a payload as UTF-8; bytes that are none match ``.`` only. Raises `FilterStoppedError`."""
        return self.searcher()(payload)

    def searcher(self) -> Callable[[bytes], bool]:
        """Give what `is_in` does, for many payloads."""
        compiled, quick = _compiled(self.source, self.ignore_case), quick_length(self.source)

        def is_in(payload: bytes) -> bool:
            text = payload.decode("utf-8", "surrogateescape")
            if len(text) <= quick:
                return compiled.search(text) is not None
            try:
                return compiled.search(text, timeout=_SHORT_S) is not None
            except TimeoutError:
                return self._is_in_after_all(text, len(payload))

        return is_in

    def _is_in_after_all(self, text: str, length: int) -> bool:
        limit = PATIENCE_S.get()
        try:
            found = _compiled(self.source, self.ignore_case).search(text, timeout=limit, concurrent=True)
        except TimeoutError as error:
            raise FilterStoppedError(
                f"The regular expression /{self.source}/ takes more than {limit:g} s for one payload of "
                f"{length:,} bytes: write it so that it can match in fewer ways."
            ) from error
        return found is not None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where it matches, as far as that is found in a moment."""
        compiled = _compiled(self.source, self.ignore_case)
        try:
            for found in compiled.finditer(text, timeout=_MOMENT_S):
                yield found.span()
        except TimeoutError:
            return

    def needed_sql(self, binding: Binding, *, only_words: bool = False) -> str:
        """Write a condition over `f.payload` that every payload fulfils in which it matches.

        With `only_words` the payload is written otherwise than what is searched, all but its words.
        """
        needs = required(self.source, ignore_case=self.ignore_case)
        if only_words:
            needs = tuple(max(_WORD.findall(need), key=len, default="") for need in needs)
        if not needs or not all(needs):
            return "1"
        return balanced("OR", [self._has_sql(binding, need) for need in dict.fromkeys(needs)])

    def _has_sql(self, binding: Binding, need: str) -> str:
        if self.ignore_case:
            return FoldedWord(need).sql(binding, "f.payload")
        return f"ifnull(instr(f.payload,{binding.value(need.encode())})>0,0)"

    def __str__(self) -> str:
        """Write it as in a filter."""
        return f"/{self.source}/{'i' if self.ignore_case else ''}"


def parse_pattern(value: Value, *, ignore_case: bool) -> Pattern:
    """Read what stands between the slashes. Raises `FilterError`."""
    source = value.text
    if len(source) > LONGEST:
        raise value.error(f"This regular expression is longer than {LONGEST:,} characters: shorten it.")
    if _expanded_length(source) > _LONGEST_EXPANDED:
        raise value.error("This regular expression repeats too much too often: use * or + for long repeats.")
    import regex

    try:
        _compiled(source, ignore_case)
    except regex.error as error:
        reason, place = str(error).partition(" at position")[0], getattr(error, "pos", None)
        wrong = value if place is None else value.part(min(place, len(source) - 1))
        raise wrong.error(f"This is no regular expression: {reason}.") from error
    except (RecursionError, OverflowError, MemoryError) as error:
        raise value.error("This regular expression is nested too deep: simplify it.") from error
    return Pattern(source, ignore_case)


def _expanded_length(source: str) -> int:
    """Count about how many items are left when repeats are written out."""
    lengths, last = [0], 0
    for item in _ITEM.finditer(source):
        if item["low"] or item["high"]:
            more = last * (max(int(item["low"] or 0), int(item["high"] or 0), 1) - 1)
            last += more
        elif item[0] == "(":
            lengths.append(0)
            continue
        else:
            more = last = lengths.pop() if item[0] == ")" and len(lengths) > 1 else 1
        lengths[-1] += more
    return sum(lengths)


@lru_cache(maxsize=64)
def quick_length(source: str) -> int:
    """Tell up to how many characters a search surely takes no longer than a moment; 0 if that is unclear.

    It looks at each character anew for each repeat, and for each place where a match may begin.
    """
    repeats, before = 0, ""
    for item in _ITEM.finditer(source):
        repeats_it = item[0] in "*+?" or item["high"] is not None
        beyond = item[0] == "{" or (before == "(" and item[0] == "?") or _REFERS.match(item[0])
        if beyond or (repeats_it and before == ")"):
            return 0
        repeats += repeats_it
        before = item[0]
    return int(_QUICK_STEPS ** (1 / (repeats + 1)))


@lru_cache(maxsize=64)
def _compiled(source: str, ignore_case: bool) -> regex.Pattern[str]:
    import regex  # 60 ms, which the first window need not wait for

    return regex.compile(source, regex.IGNORECASE if ignore_case else 0, cache_pattern=False)
