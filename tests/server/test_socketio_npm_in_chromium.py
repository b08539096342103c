"""socket.io-client from npm in a real browser, on a page of another origin, with its default options."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web

from tests.peers.install import node_environment
from tests.server.chromium import browser_page, find_chromium

PAGE = """<!doctype html><meta charset="utf-8"><title>peer</title><link rel="icon" href="data:,">
<script src="/client.js"></script>
<script>
window.seen = [];
const socket = io(%s);
for (const name of ["message", "echo"]) socket.on(name, (...data) => seen.push([name, ...data]));
socket.on("connect", () => seen.push(["connect", socket.io.engine.transport.name]));
socket.io.on("open", () => socket.io.engine.on("upgrade", to => seen.push(["upgrade", to.name])));
socket.on("connect_error", error => seen.push(["connect_error", error.message]));
socket.on("connect", () => socket.emit("echo", {a: [1]}, (...data) => seen.push(["ack", ...data])));
</script>"""


def answering(text, content_type):
    async def answer(_request):
        return web.Response(text=text, content_type=content_type)

    return answer


@pytest.fixture
def browsing(serving, tmp_path):
    """Serve a page with the client of a version elsewhere on the loopback, and open it in Chromium."""
    if find_chromium() is None:
        pytest.skip("Chromium is not installed, so npm's client was not tested in a browser")
    modules = Path(node_environment()["NODE_PATH"])

    def run(version, scenario):
        script = (modules / f"socket.io-client-{version}" / "dist" / "socket.io.js").read_text()

        async def main(server):
            html = PAGE % json.dumps(server.http_url)
            application = web.Application()
            application.router.add_get("/", answering(html, "text/html"))
            application.router.add_get("/client.js", answering(script, "text/javascript"))
            runner = web.AppRunner(application)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            try:
                async with browser_page(tmp_path / "profile") as page:
                    await page.open(f"http://127.0.0.1:{runner.addresses[0][1]}/")
                    await scenario(page, server)
                    assert page.problems == []
            finally:
                await runner.cleanup()

        serving(main)

    return run


@pytest.mark.parametrize("version", [2, 3, 4])
def test_it_polls_upgrades_and_hears_the_message_after_four_seconds(browsing, recording, version):
    async def scenario(page, server):
        async with asyncio.timeout(20):
            await page.until("seen.some(one => one[0] === 'message')")
        seen = await page.run("seen")
        # Where the probe is faster than the answer to CONNECT, that comes over the WebSocket already.
        begin = [["connect", "polling"], ["upgrade", "websocket"]]
        assert begin[0] in seen or seen[:2] == [begin[1], ["connect", "websocket"]]
        assert begin[1] in seen
        assert ["ack", {"a": [1]}] in seen
        assert ["message", "Sent a message 4seconds after connection!"] in seen
        assert server.log[0] == "A user connected"

    browsing(version, scenario)
    schemes = [one["url"].partition(":")[0] for one in recording.connections.values()]
    assert schemes == ["http", "ws"]
