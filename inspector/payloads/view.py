"""What a decoder makes of a payload."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A payload made readable."""

    format: str
    """The name of the format, such as ``JSON``."""
    text: str
    problem: str = ""
    """Why a better view was not possible, in one sentence."""


class NotThisFormatError(Exception):
    """The payload is of another format; the text says why, in one sentence."""
