"""What reads a small payload at once, when all of it has come."""

from __future__ import annotations

from abc import ABC, abstractmethod


class WholeReader(ABC):
    """Gathers the parts of a payload; a `Reader`."""

    def __init__(self) -> None:
        self.problem = ""
        self._body = b""

    def feed(self, part: bytes, *, final: bool) -> str:
        """Give everything at the end."""
        self._body += part
        return self._told() if final else ""

    @abstractmethod
    def _told(self) -> str:
        """Read the body; `problem` says what is wrong with it."""
