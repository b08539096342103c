"""The page at `/socketio` in a real browser: it connects by itself, upgrades, and writes what it receives."""

from __future__ import annotations

import json

import pytest

from tests.server.chromium import browser_page, find_chromium

ROWS = (
    "Array.from(document.querySelectorAll('#log li'), row => [row.dataset.kind, "
    "row.querySelector('.kind').textContent, row.querySelector('.said').textContent])"
)


@pytest.fixture
def browsing(serving, tmp_path):
    """Run a coroutine with the page open; the console has to stay silent."""
    if find_chromium() is None:
        pytest.skip("Chromium is not installed, so the page was not tested in a browser")

    def run(scenario, **options):
        async def main(server):
            async with browser_page(tmp_path / "profile", "--ignore-certificate-errors") as page:
                await page.open(f"{server.http_url}socketio")
                await scenario(SocketIoPage(page), server)
                assert page.problems == []

        serving(main, **options)

    return run


class SocketIoPage:
    """The page by what a person does with it and sees of it."""

    def __init__(self, page):
        self.page = page

    async def click(self, name):
        await self.page.run(f"document.getElementById({name!r}).click()")

    async def fill(self, name, value):
        await self.page.run(f"document.getElementById({name!r}).value = {json.dumps(value)}")

    async def text(self, name):
        return await self.page.run(f"document.getElementById({name!r}).textContent")

    async def row(self, kind, name, said=""):
        """Wait for a row of the log, and give what it says."""
        wanted = json.dumps([kind, name, said])
        find = f"{ROWS}.find(row => {wanted}.every((part, at) => row[at].startsWith(part)))"
        await self.page.until(f"{find} !== undefined")
        return (await self.page.run(find))[2]

    async def upgraded(self):
        await self.page.until("document.getElementById('transport').textContent === 'websocket'")

    async def emit(self, name, arguments, *, ack=False):
        await self.fill("event", name)
        await self.fill("arguments", arguments)
        await self.page.run(f"document.getElementById('ack').checked = {json.dumps(ack)}")
        await self.click("send")


@pytest.mark.parametrize("tls", [False, True])
def test_after_four_seconds_the_browser_shows_the_message(browsing, recording, tls):
    async def scenario(live, server):
        await live.row("open", "connect", "connected over ")
        await live.row("note", "upgrade")
        assert await live.row("received", "auth") == "{}"
        assert await live.row("received", "message") == "Sent a message 4seconds after connection!"
        assert await live.text("state") == "OPEN"
        assert list(server.log) == ["A user connected"]
        await live.click("disconnect")
        await live.row("close", "close", "closed here")
        assert await live.text("state") == "CLOSED"
        await live.page.until("true")
        assert list(server.log) == ["A user connected", "A user disconnected"]

    browsing(scenario, tls=tls)
    schemes = [one["url"].partition(":")[0] for one in recording.connections.values()]
    assert schemes == (["https", "wss"] if tls else ["http", "ws"])


def test_emits_with_and_without_acknowledgement(browsing):
    async def scenario(live, server):
        await live.upgraded()
        await live.emit("echo", '"Grüße 👋", 2', ack=True)
        assert (await live.row("received", "ack")).startswith("Grüße 👋, 2 after ")
        await live.emit("echo", "[null]")
        assert await live.row("received", "echo") == "[null]"
        await live.emit("ask", '"there?"')
        assert await live.row("sent", "ack") == "there?"
        assert await live.row("received", "answer") == "there?"

    browsing(scenario)


def test_arguments_that_are_no_json_are_told_beside_the_field(browsing):
    async def scenario(live, server):
        await live.upgraded()
        await live.emit("echo", "{broken")
        assert (await live.text("arguments-problem")).startswith("Arguments are JSON values")
        assert await live.page.run(f"{ROWS}.filter(row => row[0] === 'sent').length") == 0

    browsing(scenario)


def test_admin_refuses_without_a_token_and_says_why(browsing):
    async def scenario(live, server):
        await live.upgraded()
        await live.click("disconnect")
        await live.fill("namespace", "/admin")
        await live.click("connect")
        assert "/admin demands auth.token" in await live.row("error", "refused")
        await live.row("close", "close", "closed here, as the namespace is refused")
        await live.page.until("document.getElementById('state').textContent === 'CLOSED'")
        await live.fill("token", "open sesame")
        await live.click("connect")
        assert await live.row("received", "welcome") == '{"namespace":"/admin"}'

    browsing(scenario)


def test_what_the_server_ends_is_told(browsing):
    async def scenario(live, server):
        await live.upgraded()
        await live.emit("disconnect-me", "true")
        await live.row("close", "close", "the server disconnected the namespace")

    browsing(scenario)


def test_the_list_fills_the_form(browsing):
    async def scenario(live, server):
        await live.upgraded()
        await live.page.run("document.querySelector('[data-event=join]').click()")
        await live.click("send")
        assert (await live.row("received", "ack")).startswith('["tea"] after ')

    browsing(scenario)


def test_names_of_events_are_whole_in_the_log(browsing):
    async def scenario(live, server):
        await live.upgraded()
        await live.emit("message", '"Hello"')
        await live.row("received", "message-back")
        cut = "Array.from(document.querySelectorAll('#log .kind')).filter(e => e.scrollWidth > e.clientWidth"
        cut += " || e.getBoundingClientRect().right > e.nextElementSibling.getBoundingClientRect().left)"
        assert await live.page.run(f"{cut}.map(e => e.textContent)") == []
        assert f'io("{server.http_url.rstrip("/")}")' in await live.text("sample")

    browsing(scenario)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (900, "dark"), (375, "light")])
def test_nothing_is_cut_off(browsing, width, theme):
    async def scenario(live, server):
        await live.page.view(width, 800, theme)
        await live.row("received", "auth")
        assert await live.page.run("document.documentElement.scrollWidth <= innerWidth")
        cut = "Array.from(document.querySelectorAll('button, h1, h2, p, code, input, select'))"
        cut += ".filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 0.5)"
        assert await live.page.run(f"{cut}.map(e => e.outerHTML)") == []

    browsing(scenario)
