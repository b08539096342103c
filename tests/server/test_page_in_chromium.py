"""The page at `/` in a real browser: its live client against every endpoint, and how it looks."""

from __future__ import annotations

import json

import pytest

from tests.server.chromium import browser_page, find_chromium
from tests.server.raw_peer import until

BAD = ["rsv", "opcode", "utf8", "mask", "length", "continuation", "close"]


@pytest.fixture
def browsing(serving, tmp_path):
    """Run a coroutine with the page open: ``browsing(scenario)``; the console has to stay silent."""
    if find_chromium() is None:
        pytest.skip("Chromium is not installed, so the page was not tested in a browser")

    def run(scenario, problems=(), **options):
        async def main(server):
            async with browser_page(tmp_path / "profile", "--ignore-certificate-errors") as page:
                await page.open(server.http_url)
                await page.until("document.querySelectorAll('#endpoints li').length > 0")
                await scenario(LivePage(page), server)
                unexpected = [text for text in page.problems if not any(part in text for part in problems)]
                assert unexpected == []

        serving(main, **options)

    return run


class LivePage:
    """The page by what a person does with it and sees of it."""

    def __init__(self, page):
        self.page = page

    async def click(self, name):
        await self.page.run(f"document.getElementById({name!r}).click()")

    async def fill(self, name, value):
        await self.page.run(f"document.getElementById({name!r}).value = {json.dumps(value)}")

    async def text(self, name):
        return await self.page.run(f"document.getElementById({name!r}).textContent")

    async def state(self, state):
        await self.page.until(f"document.getElementById('state').textContent === {state!r}")

    async def log(self, *beginning):
        """Wait for a row that begins so, and give what it says."""
        rows = (
            "Array.from(document.querySelectorAll('#log li'), row => [row.dataset.kind, ...['.kind', '.said']"
        )
        rows += ".map(part => row.querySelector(part).textContent)])"
        wanted = json.dumps(beginning)
        find = f"{rows}.find(row => {wanted}.every((part, at) => row[at].startsWith(part)))"
        await self.page.until(f"{find} !== undefined")
        return (await self.page.run(find))[2]

    async def connect(self, url, subprotocols=""):
        await self.fill("url", url)
        await self.fill("subprotocols", subprotocols)
        await self.click("connect")

    async def send(self, message, kind="text"):
        await self.page.run(f"document.querySelector('[value={kind}]').click()")
        await self.fill("message", message)
        await self.click("send")


def test_lists_every_endpoint_with_its_url(browsing):
    async def scenario(live, server):
        rows = await live.page.run(
            "Array.from(document.querySelectorAll('#endpoints li'), row => "
            "['.path', '.title', '.description', '.url'].map(part => row.querySelector(part).textContent))"
        )
        listed = [[one.path, one.title, one.description, one.url] for one in server.endpoints]
        assert rows == listed
        assert await live.text("address") == f"127.0.0.1:{server.port}"
        await live.page.call(
            "Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"]
        )
        await live.page.run("document.querySelectorAll('#endpoints .copy')[2].click()")
        await live.page.until("document.getElementById('spoken').textContent.startsWith('Copied ')")
        assert await live.page.run("navigator.clipboard.readText()") == server.endpoints[2].url
        await live.page.run("document.querySelectorAll('#endpoints .use')[1].click()")
        assert await live.page.run("document.getElementById('url').value") == server.endpoints[1].url
        assert await live.page.run("document.getElementById('subprotocols').value") == "chat, superchat"

    browsing(scenario)


def test_sends_and_receives_text_and_binary(browsing, recording):
    async def scenario(live, server):
        await live.click("connect")
        await live.state("OPEN")
        await live.send("Grüße 👋")
        assert await live.log("received", "text") == "Grüße 👋"
        await live.send("00 FF 8", "binary")
        assert await live.text("message-problem") == "Hex needs two digits for each byte; one is missing."
        await live.send("00 FF 80", "binary")
        assert await live.log("received", "binary") == "3 bytes  00 ff 80"
        assert await live.text("message-problem") == ""
        await live.page.until("document.getElementById('sent').textContent === '2'")
        await live.page.until("document.getElementById('received').textContent === '2'")
        await live.page.until("/^[0-9.]+ ms$/.test(document.getElementById('round-trip').textContent)")
        assert await live.text("buffered") == "0 B"
        await live.fill("close-code", "4001")
        await live.fill("close-reason", "seen enough")
        await live.click("disconnect")
        assert await live.log("close") == "code 4001, reason “seen enough”, wasClean true"
        await live.state("CLOSED")

    browsing(scenario)
    record = recording.connections[1]
    assert (record["close_code"], record["close_reason"]) == (4001, "seen enough")
    received = [frame.payload for frame in recording.frames[1] if frame.direction == 1]
    assert received[:2] == ["Grüße 👋".encode(), b"\x00\xff\x80"]
    assert recording.notes == []


def test_shows_the_selected_subprotocol(browsing):
    async def scenario(live, server):
        await live.connect(f"{server.url}/chat", "chat, superchat")
        assert (await live.log("open")).startswith("subprotocol chat, extensions permessage-deflate")

    browsing(scenario)


def test_shows_how_the_server_closes(browsing):
    async def scenario(live, server):
        await live.connect(f"{server.url}/close?code=4000&reason=Goodbye")
        assert await live.log("close") == "code 4000, reason “Goodbye”, wasClean true"

    browsing(scenario)


def test_shows_that_the_handshake_was_refused(browsing):
    async def scenario(live, server):
        await live.connect(f"{server.url}/reject?status=403")
        await live.log("error")
        assert await live.log("close") == "code 1006, no reason, wasClean false"
        await live.connect("ws://[")
        assert "URL" in await live.log("error", "error", "Failed")

    browsing(scenario, problems=["Unexpected response code: 403"])


@pytest.mark.parametrize("what", BAD)
def test_the_browser_fails_a_connection_that_breaks_the_rules(browsing, recording, what):
    async def scenario(live, server):
        await live.connect(f"{server.url}/bad?what={what}")
        assert (await live.log("received", "text", "Next comes")).startswith("Next comes ")
        await live.log("error")
        assert (await live.log("close")).startswith("code 1006")
        await until(lambda: "closed_ns" in recording.connections[1])

    browsing(scenario, problems=["WebSocket connection to"])
    received = [frame for frame in recording.frames[1] if frame.direction == 1]
    assert [frame.opcode for frame in received] == [8]
    assert int.from_bytes(received[0].payload[:2], "big") in (1002, 1007)


def test_repeats_and_waits_while_anything_is_buffered(browsing):
    async def scenario(live, server):
        await live.connect(f"{server.url}/echo")
        await live.state("OPEN")
        await live.fill("every", "1")
        await live.fill("message", "x" * 1_000_000)
        connection = next(one for one in server._connections if one.is_open)
        connection.hold_reading("test")
        await live.click("repeat")
        assert await live.page.run("document.getElementById('repeat').getAttribute('aria-pressed')") == "true"
        await live.page.until("parseInt(document.getElementById('waited').textContent) > 20")
        assert await live.text("buffered") != "0 B"
        sent = int(await live.text("sent"))
        connection.resume_reading("test")
        await live.page.until(f"parseInt(document.getElementById('sent').textContent) > {sent + 3}")
        await live.click("repeat")
        assert await live.page.run("document.getElementById('repeat').textContent") == "Repeat"

    browsing(scenario)


def test_markup_in_a_message_stays_text(browsing):
    markup = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"

    async def scenario(live, server):
        await live.click("connect")
        await live.state("OPEN")
        await live.send(markup)
        assert await live.log("received") == markup
        assert await live.page.run("document.querySelectorAll('#log img, #log script').length") == 0
        assert await live.page.run("document.title") == "WebSocket Inspector: local server"

    browsing(scenario)


def test_a_flood_keeps_the_page_and_its_list_bounded(browsing, recording):
    recording.keep_frames = False

    async def scenario(live, server):
        await live.connect(f"{server.url}/flood?count=50000&size=20")
        await live.log("close", "close", "code 1000, reason “count=50000&size=20 sent”, wasClean true")
        await live.page.until(
            "document.getElementById('received').textContent.replace(/[^0-9]/g, '') === '50000'"
        )
        assert await live.page.run("document.querySelectorAll('#log li').length") == 1000
        assert "older entries are not kept" in await live.text("log-dropped")
        await live.click("clear")
        assert await live.page.run("document.querySelectorAll('#log li').length") == 0

    browsing(scenario)


AT_END = "(log => log.scrollHeight - log.scrollTop - log.clientHeight < 24)(document.getElementById('log'))"


def test_the_log_follows_its_end_until_someone_looks_back(browsing):
    async def scenario(live, server):
        await live.page.view(1280, 800, "light")
        await live.connect(f"{server.url}/flood?count=200&size=60")
        await live.log("close")
        await live.page.until(AT_END)
        await live.page.view(360, 800, "light")
        await live.page.until(AT_END)
        await live.page.run("document.getElementById('log').scrollTop = 10")
        await live.page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        await live.connect(f"{server.url}/echo")
        await live.state("OPEN")
        await live.send("news")
        await live.log("received", "text", "news")
        assert await live.page.run("document.getElementById('log').scrollTop") == 10

    browsing(scenario)


def test_works_over_tls(browsing):
    async def scenario(live, server):
        assert await live.page.run("document.getElementById('url').value") == f"{server.url}/echo"
        await live.click("connect")
        await live.state("OPEN")
        await live.send("private")
        assert await live.log("received") == "private"

    browsing(scenario, tls=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1280])
def test_nothing_is_cut_off_at_any_width(browsing, width, theme):
    async def scenario(live, server):
        await live.page.view(width, 800, theme)
        await live.click("connect")
        await live.state("OPEN")
        await live.send("x" * 500)
        await live.log("received")
        assert await live.page.run("document.documentElement.scrollWidth <= innerWidth")
        cut = await live.page.run(
            "Array.from(document.querySelectorAll('input, select, textarea, button, code'))"
            ".filter(one => { const box = one.getBoundingClientRect();"
            " return box.width > 0 && (box.left < 0 || box.right > innerWidth); })"
            ".map(one => one.id || one.className)"
        )
        assert cut == []
        assert (await live.page.screenshot()).startswith(b"\x89PNG")

    browsing(scenario)


def test_every_control_has_a_name_and_the_keyboard_reaches_it(browsing):
    async def scenario(live, server):
        await live.page.call("Accessibility.enable")
        tree = (await live.page.call("Accessibility.getFullAXTree"))["nodes"]
        roles = {"button", "textbox", "combobox", "spinbutton", "radio", "log", "status", "list"}
        named = [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in tree
            if not node.get("ignored") and node.get("role", {}).get("value") in roles - {"list"}
        ]
        assert [role for role, name in named if not name and role != "status"] == []
        names = [name for role, name in named if role == "button"]
        assert len(names) == len(set(names)), "buttons that cannot be told apart"
        assert await live.page.run("document.querySelectorAll('[tabindex=\"-1\"]').length") == 0

    browsing(scenario)
