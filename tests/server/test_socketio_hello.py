"""The namespaces of the local server, packet by packet over long-polling."""

from __future__ import annotations

import asyncio

import pytest

from inspector.server.engineio.options import EngineOptions
from inspector.server.socketio import hello
from tests.server.poller import polled
from tests.server.raw_peer import until


async def connected(server, packet="40"):
    """Open a polling session in a namespace, and pass over what comes first."""
    poller = await polled(server, "/socket.io/")
    await poller.post(packet)
    answer = (await poller.poll()).text
    assert answer.startswith(packet)
    return poller


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(hello, "AUTH_AFTER", 0.01)
    monkeypatch.setattr(hello, "GREETING_AFTER", 0.02)


def test_the_greeting(serving, at_once):
    async def scenario(server):
        poller = await connected(server)
        assert (await poller.poll()).text == '42["auth",{}]'
        assert (await poller.poll()).text == '42["message","Sent a message 4seconds after connection!"]'

    serving(scenario)


def test_it_is_four_seconds():
    assert hello.GREETING_AFTER == 4


def test_who_has_gone_is_not_greeted(serving, at_once):
    async def scenario(server):
        poller = await connected(server)
        await poller.post("41")
        assert list(server.log) == ["A user connected", "A user disconnected"]
        await asyncio.sleep(0.05)
        await poller.post("40/custom")
        assert (await poller.poll()).text.startswith("40/custom,{")

    serving(scenario)


def test_who_has_connected_may_be_silent(serving):
    async def scenario(server):
        poller = await connected(server, "40/custom,")
        await poller.post("41/custom,")
        await asyncio.sleep(0.06)
        assert poller.session is not None

    serving(scenario, options=EngineOptions(connect_timeout=30))


def test_namespaces_have_rooms_of_their_own(serving):
    async def scenario(server):
        here, there = await connected(server), await connected(server, "40/custom")
        await here.post('42["join","tea"]')
        await there.post('42/custom,1["join","tea"]')
        await there.post('42/custom,2["room","tea","anyone?"]')
        assert '43/custom,1[["tea"]]\x1e43/custom,2[0]' in (await there.poll()).text

    serving(scenario)


def test_a_room_forgets_who_has_gone(serving):
    async def scenario(server):
        gone, here = await connected(server), await connected(server)
        for poller in (gone, here):
            await poller.post('42["join","tea"]')
        namespace = server._engines["/socket.io/"]._make_application(here.session)._namespaces["/"]
        assert len(namespace._rooms["tea"]) == 2
        await gone.post("1")
        assert len(namespace._rooms["tea"]) == 1
        await here.post('42["leave","tea"]')
        assert namespace._rooms == {}

    serving(scenario)


def test_a_room_hears_what_is_said_in_it_only(serving):
    async def scenario(server):
        one, two, outside = [await connected(server) for _ in range(3)]
        for poller in (one, two):
            await poller.post('42["join","tea"]')
        await one.post('427["room","tea","hot"]')
        assert "437[1]" in (await one.poll()).text
        assert '42["room","tea","hot"]' in (await two.poll()).text
        await outside.post('428["broadcast","all"]')
        assert "438[2]" in (await outside.poll()).text
        for poller in (one, two):
            assert '42["broadcast","all"]' in (await poller.poll()).text

    serving(scenario)


def test_the_server_closes_a_polled_session(serving):
    async def scenario(server):
        poller = await connected(server)
        await poller.post('425["disconnect-me",true]')
        answer = (await poller.poll()).text.split("\x1e")
        assert answer[-3:] == ["435[]", "41", "1"]
        await until(lambda: poller.session is None)
        assert server.log[-1] == "A user disconnected"

    serving(scenario)


def test_what_nobody_knows_is_let_be(serving, recording):
    async def scenario(server):
        poller = await connected(server)
        await poller.post(
            '42["nobody knows me"]\x1e42[7,8]\x1e426["message-with-ack",1]\x1e42["message-with-ack"]'
        )
        assert "436[1]" in (await poller.poll()).text

    serving(scenario)
    assert recording.violations() == []


def test_the_log_is_in_the_capture(serving, recording):
    async def scenario(server):
        poller = await connected(server)
        await poller.post("40/admin,")
        await poller.post("40/nowhere,")
        await poller.post('40/admin,{"token":"t"}')
        await poller.post("1")

    serving(scenario)
    assert [text for kind, text, *_ in recording.notes if kind == "server"] == [
        "A user connected",
        "The namespace '/admin' was refused: /admin demands auth.token, a text that is not empty.",
        "The namespace '/nowhere' was refused: Invalid namespace.",
        "An admin connected",
        "A user disconnected",
        "An admin disconnected",
    ]


@pytest.mark.parametrize("auth", ["", "{}", '{"token":""}', '{"token":7}', '{"token":null}'])
def test_tokens_that_are_none(serving, auth):
    async def scenario(server):
        poller = await polled(server, "/socket.io/")
        await poller.post(f"40/admin,{auth}")
        assert (await poller.poll()).text == (
            '44/admin,{"message":"/admin demands auth.token, a text that is not empty",'
            '"data":{"missing":"auth.token"}}'
        )

    serving(scenario)
