"""Keeps a second program from writing to a capture."""

from __future__ import annotations

import os
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: SQLite's own locks are all there is
    fcntl = None  # type: ignore[assignment]


class FileLock:
    """An advisory lock on the file itself; it ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        # Closing any descriptor of the file drops SQLite's own locks on it, so this one stays open.
        self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))

    def acquire(self) -> bool:
        """Take the lock; False when another program has it."""
        if fcntl is None:
            return True
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give the lock back."""
        os.close(self._descriptor)
