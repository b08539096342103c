"""Sorts what comes mixed into one run of bytes for each key, with flat memory."""

from __future__ import annotations

import tempfile
from collections.abc import Hashable, Iterator
from pathlib import Path
from types import TracebackType

_PENDING = 16 * 1024 * 1024
_CHUNK = 1024 * 1024


class Spool:
    """Keeps some megabytes in memory, and the rest in a temporary file that has no name.

    Use it as a context manager. Every method may raise `OSError`.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # __exit__ closes it
        self._pending: dict[Hashable, list[bytes]] = {}
        self._size = 0
        self._end = 0
        self._pieces: dict[Hashable, list[tuple[int, int]]] = {}

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._pieces or key in self._pending

    def add(self, key: Hashable, data: bytes) -> None:
        """Add bytes to the run of a key."""
        self._pending.setdefault(key, []).append(data)
        self._size += len(data)
        if self._size > _PENDING:
            self._put_away()

    def read(self, key: Hashable) -> Iterator[bytes]:
        """Give the run of a key, a megabyte at a time at most from the file."""
        for start, length in self._pieces.get(key, ()):
            self._file.seek(start)
            left = length
            while left:
                piece = self._file.read(min(left, _CHUNK))
                left -= len(piece)
                yield piece
        yield from self._pending.get(key, ())

    def _put_away(self) -> None:
        self._file.seek(self._end)
        for key, pieces in self._pending.items():
            data = b"".join(pieces)
            self._file.write(data)
            self._pieces.setdefault(key, []).append((self._end, len(data)))
            self._end += len(data)
        self._pending.clear()
        self._size = 0
