"""What a payload format is: something that reads bytes, part by part, into lines for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Sample:
    """The beginning of a payload, by which its format is chosen."""

    opcode: int
    """Of the frame, or of the message's first frame."""
    head: bytes
    length: int
    """Bytes of the whole payload; `head` may be fewer."""

    @property
    def whole(self) -> bool:
        """Nothing follows `head`."""
        return len(self.head) >= self.length


class View(NamedTuple):
    """A payload made readable."""

    title: str
    """What it was read as, for example ``JSON``."""
    text: str
    """Plain text, its lines separated by line feeds; nothing in it is invisible."""
    format: str
    """The format's name, for example ``json``."""
    problem: str
    """Sentences: what of the payload does not fit the format, or is not shown. Empty when all is well."""


class Reader(Protocol):
    """Reads one payload; the texts that `feed` gives follow one another."""

    @property
    def problem(self) -> str:
        """What did not fit the format in the parts so far; empty when all is well."""
        ...

    def feed(self, part: bytes, *, final: bool) -> str:
        """Read the next part; `final` when nothing follows it."""
        ...


class PayloadFormat(Protocol):
    """One format: how likely a payload is of it, and how it is read."""

    @property
    def name(self) -> str:
        """Never shown, never translated."""
        ...

    @property
    def title(self) -> str:
        """What a person calls it."""
        ...

    def priority(self, sample: Sample) -> int:
        """Tell how well the format fits, 0 for not at all; the highest is chosen."""
        ...

    def reader(self, sample: Sample) -> Reader:
        """Begin to read a payload of which `sample` is the beginning."""
        ...
