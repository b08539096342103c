"""Where rows can be: any number of threads read there, and one writes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from inspector.capture.reasons import what_to_do, why
from inspector.capture.records import CaptureError

STATEMENTS = 256
"""So many statements each connection keeps prepared."""


class Database(ABC):
    """Rows of a capture, for any number of reading threads and one that writes."""

    name: str

    @abstractmethod
    def _reading(self) -> Iterator[apsw.Connection]: ...

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        """Lend a connection to read with; end every statement before giving it back.

        Raises `CaptureError`, also for what SQLite says meanwhile.
        """
        try:
            yield from self._reading()
        except apsw.Error as error:
            told = f"{self.name} cannot be read, for {why(error)}: {what_to_do(error)}."
            raise CaptureError(told) from error
        except UnicodeDecodeError as error:
            told = f"{self.name} holds text that is not UTF-8: use the program that made it."
            raise CaptureError(told) from error

    @contextmanager
    @abstractmethod
    def writing(self) -> Iterator[apsw.Connection]:
        """Lend the connection to write with, for one transaction. Raises `apsw.Error`."""

    @abstractmethod
    def close(self) -> None:
        """Wait until nobody reads, and close."""

    @abstractmethod
    def size_bytes(self) -> int:
        """Give the bytes it takes."""
