"""The filter language: one line of text becomes an SQL condition and the same predicate in Python."""

from inspector.capture.filtering.completion import Completion, completions
from inspector.capture.filtering.errors import FilterError
from inspector.capture.filtering.filter import Filter, all_of, any_of, negated, parse_filter
from inspector.capture.filtering.matcher import Matcher
from inspector.capture.filtering.record import FrameRecord
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
