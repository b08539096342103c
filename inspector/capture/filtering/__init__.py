"""The filter language: one line of text becomes an SQL condition and the same predicate in Python."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from inspector.capture.filtering.errors import FilterError
from inspector.capture.filtering.filter import Filter, all_of, any_of, negated, parse_filter
from inspector.capture.filtering.record import FrameRecord

if TYPE_CHECKING:
    from inspector.capture.filtering.completion import Completion, completions
    from inspector.capture.filtering.matcher import Matcher
    from inspector.capture.filtering.search import Search

__all__ = [
    "Completion",
    "Filter",
    "FilterError",
    "FrameRecord",
    "Matcher",
    "Search",
    "all_of",
    "any_of",
    "completions",
    "negated",
    "parse_filter",
]

_LATE = {"Completion": "completion", "completions": "completion", "Matcher": "matcher", "Search": "search"}
"""What is imported when it is first asked for: a window that shows all frames needs none of it."""


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
