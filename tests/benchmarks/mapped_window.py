"""An X screen of its own, on which the moment is known when a program's window is shown."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from types import TracebackType

_SUBSTRUCTURE_NOTIFY_MASK = 1 << 19
_MAP_NOTIFY = 19
_EVENT_SIZE = 24 * ctypes.sizeof(ctypes.c_long)


class Screen:
    """Starts Xvfb without a window manager, so that a window is shown at once when it wants to be."""

    def __enter__(self) -> Screen:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as said:
            self.name = f":{said.readline().strip()}"
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(self.name.encode()))
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self._x.XSelectInput(self._display, root, ctypes.c_long(_SUBSTRUCTURE_NOTIFY_MASK))
        self._x.XFlush(self._display)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._x.XCloseDisplay(self._display)
        self._server.terminate()
        self._server.wait()

    def wait_for_window(self, process: subprocess.Popen[bytes]) -> float:
        """Wait until a window is shown; return the moment. Raises RuntimeError when the program ends."""
        event = ctypes.create_string_buffer(_EVENT_SIZE)
        while process.poll() is None:
            while self._x.XPending(self._display):
                self._x.XNextEvent(self._display, event)
                if ctypes.c_int.from_buffer(event).value == _MAP_NOTIFY:
                    return time.monotonic()
            time.sleep(0.001)
        raise RuntimeError(f"The program ended with {process.returncode} before it showed a window.")

    def forget(self) -> None:
        """Drop the events of a window that is gone."""
        event = ctypes.create_string_buffer(_EVENT_SIZE)
        while self._x.XPending(self._display):
            self._x.XNextEvent(self._display, event)
