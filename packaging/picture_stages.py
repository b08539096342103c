"""Two ways to bring the program to the point where a picture is taken: from within, and by keyboard."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from inspector.ui.main_window import MainWindow

PATIENCE_S = 20.0
WIDTH, HEIGHT = 1440, 860
PLACES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
_LOOK_S = 0.05
_BEGIN_S = 1.0
_KEY_S = 0.35
"""How long the program gets to follow a key."""


class Stage(Protocol):
    """What a scene asks of the program."""

    async def connect_to_socketio(self) -> None:
        """Connect to the program's own Socket.IO server."""

    async def connect_to(self, url: str) -> None:
        """Connect to a WebSocket server."""

    async def send(self, text: str) -> None:
        """Send a text message."""

    async def ping(self) -> None:
        """Send a ping, which measures the round trip."""

    async def compose_json(self, text: str) -> None:
        """Leave a draft in the composer."""

    async def show_only(self, expression: str) -> None:
        """Type a filter."""

    async def choose(self, row: int) -> None:
        """Select the frame in a row of the log, counted from 0; the log was just filtered."""


class InnerStage:
    """Acts on a window of this very process, which needs no screen."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    async def connect_to_socketio(self) -> None:
        """Connect to the program's own Socket.IO server."""
        self.window.steps.try_socketio()
        await self._until(lambda: self.window.composer.emit_pane.isVisible())

    async def connect_to(self, url: str) -> None:
        """Connect to a WebSocket server."""
        self.window.connect_to(url)
        await self._until(lambda: self.window.bar.button.text() == "Disconnect")

    async def send(self, text: str) -> None:
        """Send a text message."""
        from inspector.ui.composer_modes import Mode

        self.window.composer.set_mode(Mode.TEXT)
        self.window.composer.pane.set_draft(text)
        self.window.composer.send()

    async def ping(self) -> None:
        """Send a ping, which measures the round trip."""
        self.window.menus.ping_action.trigger()

    async def compose_json(self, text: str) -> None:
        """Leave a draft in the composer."""
        from inspector.ui.composer_modes import Mode

        self.window.composer.set_mode(Mode.JSON)
        self.window.composer.pane.set_draft(text)

    async def show_only(self, expression: str) -> None:
        """Type a filter."""
        self.window.log.bar.field.set_text(expression)
        await asyncio.sleep(_KEY_S)

    async def choose(self, row: int) -> None:
        """Select the frame in a row of the log."""
        self.window.table.select_frame(self.window.model.frame_id(row))
        self.window.table.scrollToTop()
        self.window.table.setFocus()
        await asyncio.sleep(_KEY_S)

    async def _until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():  # noqa: ASYNC110 - what a window shows has no event to wait for
                await asyncio.sleep(_LOOK_S)


class KeyboardStage:
    """Types into a real window of any program that is the inspector, with `xdotool`."""

    def __init__(self, display: str, window: str) -> None:
        self._environment = os.environ | {"DISPLAY": display}
        self._window = window

    async def connect_to_socketio(self) -> None:
        """Connect to the program's own Socket.IO server."""
        await self._press("ctrl+alt+k")
        await asyncio.sleep(2)

    async def connect_to(self, url: str) -> None:
        """Connect to a WebSocket server."""
        await self._press("ctrl+n", "ctrl+l")
        await self._type(url)
        await self._press("Return")
        await asyncio.sleep(1)

    async def send(self, text: str) -> None:
        """Send a text message; the cursor is in the composer once a connection is open."""
        await self._type(text)
        await self._press("ctrl+Return")

    async def ping(self) -> None:
        """Send a ping, which measures the round trip."""
        await self._press("ctrl+p")

    async def compose_json(self, text: str) -> None:
        """Leave a draft in the composer."""
        await self._press("alt+2", "ctrl+a")
        await self._type(text)

    async def show_only(self, expression: str) -> None:
        """Type a filter."""
        await self._press("ctrl+shift+f")
        await self._type(expression)
        await self._press("Return")

    async def choose(self, row: int) -> None:
        """Select the frame in a row of the log."""
        await self._xdotool("mousemove", str(WIDTH // 2), str(HEIGHT // 2), "click", "1")
        await self._xdotool("mousemove", "0", "0")
        await self._press("ctrl+Home", *["Down"] * row)

    async def _press(self, *keys: str) -> None:
        for key in keys:
            await self._xdotool("key", "--clearmodifiers", key)
            await asyncio.sleep(_KEY_S)

    async def _type(self, text: str) -> None:
        await self._xdotool("type", "--delay", "8", text)
        await asyncio.sleep(_KEY_S)

    async def _xdotool(self, *words: str) -> None:
        await asyncio.to_thread(
            subprocess.run, ["xdotool", *words], env=self._environment, check=True, stdout=subprocess.DEVNULL
        )

    async def take(self, path: Path) -> None:
        """Write what the window shows into a PNG file."""
        command = ["import", "-window", self._window, str(path)]
        await asyncio.to_thread(subprocess.run, command, env=self._environment, check=True)


@contextmanager
def on_a_screen(program: str, home: Path) -> Iterator[KeyboardStage]:
    """Start a program on a screen of its own, as large as the picture, and end it again."""
    with _screen() as display:
        environment = os.environ | dict.fromkeys(PLACES, str(home))
        environment |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        process = subprocess.Popen([program], env=environment, cwd=home)
        try:
            yield KeyboardStage(display, _window_of(process, environment))
        finally:
            process.terminate()
            process.wait()


@contextmanager
def _screen() -> Iterator[str]:
    """Start Xvfb; gives the display's name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            yield f":{said.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def _window_of(process: subprocess.Popen[bytes], environment: dict[str, str]) -> str:
    """Wait for a program's window and give it the keyboard, for no window manager does."""
    search = ["xdotool", "search", "--sync", "--onlyvisible", "--pid", str(process.pid)]
    found = subprocess.run(
        search, env=environment, check=True, capture_output=True, text=True, timeout=PATIENCE_S
    )
    window = str(found.stdout.split()[-1])
    for words in (
        ["windowsize", "--sync", window, str(WIDTH), str(HEIGHT)],
        ["windowfocus", "--sync", window],
    ):
        subprocess.run(["xdotool", *words], env=environment, check=True)
    time.sleep(_BEGIN_S)
    return window
