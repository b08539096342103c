"""The page about the language says what is so."""

import re
from pathlib import Path

from inspector.capture.filtering import parse_filter
from inspector.capture.filtering.fields import ALIASES, FIELDS, MARK_HELP

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "filter-language.md").read_text(encoding="utf-8")
EXAMPLES = [span.replace("\\|", "|") for span in re.findall(r"`(-?\w+:[^`]+)`", PAGE)]


def test_every_example_is_a_filter():
    assert len(EXAMPLES) >= 40
    for example in EXAMPLES:
        parse_filter(example)
    for example in re.findall(r"^    (\S.*)$", PAGE, re.MULTILINE):
        parse_filter(example)


def test_every_field_is_there():
    for name in [*FIELDS, *ALIASES]:
        assert f"`{name}:`" in PAGE
    for mark in MARK_HELP:
        assert f"`{mark}`" in PAGE
