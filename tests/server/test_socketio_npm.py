"""The Socket.IO server as socket.io-client from npm sees it: versions 2, 3 and 4, by every transport."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess

import pytest

from inspector.wire.records import HTTP
from tests.peers.install import FOLDER, node_environment
from tests.server.raw_peer import until

TRANSPORTS = {
    "default": ({}, "websocket"),
    "websocket": ({"transports": ["websocket"]}, "websocket"),
    "polling": ({"transports": ["polling"]}, "polling"),
}


@pytest.fixture(scope="session")
def environment():
    return node_environment()


@pytest.fixture(params=[2, 3, 4])
def version(request):
    return request.param


@pytest.fixture
def npm(serving, environment, version):
    """Run the client of Node, or several at once, and give what each saw."""

    def run(namespace="", *, log=2, **task):
        async def scenario(server):
            url = server.http_url + namespace.removeprefix("/")
            async with node_client(environment, version=version, url=url, **task) as node:
                seen = json.loads(await node.stdout.read())
            await until(lambda: len(server.log) >= log)
            return seen, list(server.log)

        return serving(scenario)

    return run


@contextlib.asynccontextmanager
async def node_client(environment, **task):
    """Run the client of Node, and end it at the latest when the test is over."""
    arguments = [str(FOLDER / "socketio_client.cjs"), json.dumps({"events": 1, **task})]
    node = await asyncio.create_subprocess_exec("node", *arguments, stdout=subprocess.PIPE, env=environment)
    try:
        yield node
    finally:
        if node.returncode is None:
            node.kill()
        await node.communicate()


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_hello_world(npm, recording, transport):
    options, last = TRANSPORTS[transport]
    seen, log = npm(options=options, events=2, transport=last)
    assert seen["events"] == [["auth", {}], ["message", "Sent a message 4seconds after connection!"]]
    assert seen["transport"] == last
    assert log == ["A user connected", "A user disconnected"]
    assert [text for kind, text, *_ in recording.notes if kind == "server"] == log


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_every_kind_of_argument_comes_back(npm, transport):
    options, last = TRANSPORTS[transport]
    values = ["Grüße 👋\u2028", 0, -1.5, None, True, [], {}, {"a": [1, {"b": "c"}]}, ""]
    seen, _ = npm(
        options=options,
        transport=last,
        emit=[["message", *values], ["echo"]],
        acknowledged=[["message-with-ack", *values], ["echo", *values], ["echo"]],
        events=3,
    )
    assert sorted(seen["events"], key=len) == [["echo"], ["auth", {}], ["message-back", *values]]
    assert sorted(seen["acks"], key=len) == [[], values, values]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_bytes_come_back_by_event_and_by_acknowledgement(npm, transport):
    options, last = TRANSPORTS[transport]
    values = [{"hex": "00ff80"}, "between", {"hex": ""}, [{"hex": "1e2f3a"}]]
    seen, _ = npm(
        options=options,
        transport=last,
        emit=[["echo", *values]],
        acknowledged=[["echo", *values]],
        events=2,
    )
    assert ["echo", *values] in seen["events"]
    assert seen["acks"] == [values]


def test_the_server_asks_for_an_acknowledgement(npm):
    seen, _ = npm(emit=[["ask", "there?", {"hex": "0102"}]], events=3)
    assert ["question", "there?", {"hex": "0102"}] in seen["events"]
    assert ["answer", "there?", {"hex": "0102"}] in seen["events"]


def test_rooms(npm):
    acknowledged = [
        ["join", "tea"],
        ["join", "biscuits"],
        ["leave", "tea"],
        ["join"],
        ["room", "biscuits", 1],
    ]
    seen, _ = npm(acknowledged=acknowledged)
    problem = {"error": "'join' needs the name of a room first: 1 to 100 characters."}
    assert seen["acks"] == [[["tea"]], [["biscuits", "tea"]], [["biscuits"]], [problem], [0]]


def test_the_server_disconnects(npm):
    seen, log = npm(emit=[["disconnect-me"]], events=9)
    assert seen["disconnected"] == "io server disconnect"
    assert log == ["A user connected", "A user disconnected"]


def test_the_server_closes_everything(npm):
    seen, _ = npm(emit=[["disconnect-me", True]], events=9, options={"transports": ["websocket"]})
    # As with the reference server: a client that is told so does not come back by itself.
    assert seen["disconnected"] == "io server disconnect"


def test_an_unknown_namespace_is_refused(npm, version):
    seen, _ = npm("/nowhere", log=2 if version == 2 else 0)
    expected = "Invalid namespace" if version == 2 else {"message": "Invalid namespace"}
    assert seen["refused"] == expected


def test_admin_demands_a_token(npm, version):
    seen, log = npm("/admin", log=2 if version == 2 else 0)
    sentence = "/admin demands auth.token, a text that is not empty"
    data = {"message": sentence, "data": {"missing": "auth.token"}}
    assert seen["refused"] == (sentence if version == 2 else data)
    assert "An admin connected" not in log


def test_admin_lets_in_who_has_one(npm, version):
    # Version 2 has no `auth`: what a client tells of itself is in the namespace's query.
    namespace, options = ("/admin?token=t", {}) if version == 2 else ("/admin", {"auth": {"token": "t"}})
    seen, log = npm(namespace, options=options, log=4 if version == 2 else 2)
    assert seen["events"][0] == ["welcome", {"namespace": "/admin"}]
    assert "An admin connected" in log
    assert "An admin disconnected" in log


def test_custom_tells_the_auth(npm, version):
    namespace, options = ("/custom?a=b", {}) if version == 2 else ("/custom", {"auth": {"a": "b"}})
    seen, _ = npm(namespace, options=options, log=2 if version == 2 else 0)
    assert seen["events"] == [["auth", {"a": "b"}]]


def test_polling_probe_and_upgrade_are_in_the_capture_as_what_they_are(npm, recording, version):
    npm(transport="websocket")
    polling, websocket = recording.connections[1], recording.connections[2]
    eio = 3 if version == 2 else 4
    assert polling["url"].startswith("http://127.0.0.1:")
    assert f"EIO={eio}" in polling["url"]
    assert polling["request_head"].startswith(b"GET /socket.io/?")
    assert polling["response_head"].startswith(b"HTTP/1.1 200 ")
    assert polling["closed_by"] == "remote"
    messages = recording.frames[1]
    assert {message.head for message in messages} == {HTTP}
    heads = [recording.http_heads[number] for number in sorted(recording.http_heads)]
    assert heads[0] == polling["request_head"]
    assert heads[1] == polling["response_head"]
    assert all(message.wire_length == len(message.payload) for message in messages)
    texts = [frame.payload for frame in recording.frames[2] if frame.opcode == 1]
    assert texts[:3] == [b"2probe", b"3probe", b"5"]
    assert websocket["url"].startswith("ws://127.0.0.1:")
    assert any(kind == "upgrade" for kind, *_ in recording.notes)


def test_broadcast_reaches_the_others(serving, environment, version):
    async def scenario(server):
        task = {"version": version, "url": server.http_url}
        async with node_client(environment, **task, events=2) as hearing:
            await until(lambda: list(server.log) == ["A user connected"])
            emit = [["broadcast", "to all", {"hex": "07"}]]
            async with node_client(environment, **task, emit=emit) as saying:
                heard = json.loads(await hearing.stdout.read())
                said = json.loads(await saying.stdout.read())
        assert heard["events"] == [["auth", {}], ["broadcast", "to all", {"hex": "07"}]]
        assert said["events"] == [["auth", {}]]

    serving(scenario)
