"""Keeps a second program from writing to a capture."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int, *, shared: bool) -> None:
        del shared
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int, *, shared: bool) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


class FileLock:
    """An advisory lock on a file beside the capture; it ends with the process, however that ends.

    Not on the capture itself: POSIX drops a process's locks on a file, SQLite's too, as soon as any of
    its descriptors of that file is closed.
    """

    def __init__(self, capture: Path) -> None:
        resolved = capture.resolve()
        self._path = resolved.with_name(f"{resolved.name}-lock")
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock; False when another program has it. Raises `OSError` where no file can be made."""
        while True:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _take(descriptor, shared=False)
                if self._is_still(descriptor):
                    self._descriptor = descriptor
                    return True
            except (BlockingIOError, PermissionError):
                os.close(descriptor)
                return False
            except BaseException:
                os.close(descriptor)
                raise
            # The program that had it removed the file between the two steps: there is a new one to lock.
            os.close(descriptor)

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is None:
            return
        with contextlib.suppress(OSError):  # Windows removes no file that is open
            self._path.unlink()
        os.close(self._descriptor)
        self._descriptor = None
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                self._path.unlink()

    def is_held(self) -> bool:
        """Tell whether some program has the lock now."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY)
        except OSError:
            return False
        try:
            _take(descriptor, shared=True)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _is_still(self, descriptor: int) -> bool:
        try:
            return os.path.samestat(os.fstat(descriptor), self._path.stat())
        except FileNotFoundError:
            return False
