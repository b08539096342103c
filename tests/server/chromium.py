"""Drives headless Chromium over its DevTools protocol; nothing but `websockets` is needed for it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import shutil
from pathlib import Path

from websockets.asyncio.client import connect

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
)


def find_chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextlib.asynccontextmanager
async def browser_page(folder: Path, *extra: str):
    """Start Chromium with a fresh profile in `folder` and give its one page."""
    process = await asyncio.create_subprocess_exec(
        find_chromium(),
        *ARGUMENTS,
        f"--user-data-dir={folder}",
        *extra,
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    reader = asyncio.get_running_loop().create_future()
    reader.set_result(b"")
    try:
        url = await _devtools_url(process)
        # Whoever does not read what Chromium says may stop it.
        reader = asyncio.get_running_loop().create_task(process.stderr.read())
        async with connect(url, proxy=None, max_size=None, compression=None, ping_interval=None) as socket:
            page = Page(socket)
            try:
                await page.attach()
                yield page
            finally:
                await page.detach()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reader


async def _devtools_url(process) -> str:
    while line := await process.stderr.readline():
        if line.startswith(b"DevTools listening on "):
            return line.split()[-1].decode()
    raise RuntimeError("Chromium ended before it could be driven.")


class Page:
    """One tab. `problems` gathers console errors, uncaught exceptions and broken policies."""

    def __init__(self, socket):
        self.problems = []
        self._socket = socket
        self._ids = itertools.count(1)
        self._answers = {}
        self._session = None
        self._reader = asyncio.get_running_loop().create_task(self._read())

    async def attach(self):
        targets = (await self.call("Target.getTargets"))["targetInfos"]
        target = next(info["targetId"] for info in targets if info["type"] == "page")
        answer = await self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = answer["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        # The clipboard is for the page in front only.
        await self.call("Emulation.setFocusEmulationEnabled", enabled=True)

    async def detach(self):
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader

    async def call(self, method, **params):
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps(message))
        answer = await self._answers[number]
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    async def run(self, script):
        """Evaluate JavaScript and give its value; await what it promises."""
        answer = await self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", script))
        return answer["result"].get("value")

    async def until(self, script):
        """Wait until an expression is true; the surrounding time limit is the test's."""
        while not await self.run(script):  # noqa: ASYNC110 — the browser is another process
            await asyncio.sleep(0.02)

    async def open(self, url):
        await self.call("Page.navigate", url=url)
        await self.until(f"location.href.startsWith({url!r}) && document.readyState === 'complete'")

    async def view(self, width, height, theme):
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        await self.call(
            "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}]
        )

    async def screenshot(self, *, whole=True) -> bytes:
        """Give the page as PNG."""
        answer = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(answer["data"])

    async def _read(self):
        async for text in self._socket:
            message = json.loads(text)
            if "id" in message:
                self._answers.pop(message["id"]).set_result(message)
            elif message["method"] == "Runtime.exceptionThrown":
                self.problems.append(message["params"]["exceptionDetails"].get("text"))
            elif message["method"] == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
                self.problems.append(message["params"]["entry"]["text"])
            elif message["method"] == "Runtime.consoleAPICalled" and message["params"]["type"] == "error":
                self.problems.append(str(message["params"]["args"]))
