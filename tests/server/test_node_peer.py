"""Every endpoint as Node's `ws` sees it."""

from __future__ import annotations

import asyncio
import json
import subprocess

import pytest

from tests.peers.install import FOLDER, node_environment


@pytest.fixture(scope="session")
def environment():
    return node_environment()


@pytest.fixture
def node(serving, environment):
    """Run the client of Node against an endpoint and give what it saw."""

    def run(target, tls=False, **task):
        async def scenario(server):
            task["url"] = server.url + target
            if tls:
                task["options"] = {"ca": server.ca_pem.decode()}
            process = await asyncio.create_subprocess_exec(
                "node", str(FOLDER / "client.cjs"), json.dumps(task), stdout=subprocess.PIPE, env=environment
            )
            out, _ = await process.communicate()
            return json.loads(out)

        return serving(scenario, tls=tls)

    return run


MESSAGES = [{"text": ""}, {"text": "Grüße 👋"}, {"hex": "00ff80"}, {"text": "x" * 70_000}]


@pytest.mark.parametrize("compression", [True, False])
def test_echo(node, compression):
    seen = node("/echo", send=MESSAGES, messages=4, options={"perMessageDeflate": compression})
    assert seen["messages"] == MESSAGES
    assert seen["close"] == [1000, ""]
    assert ("permessage-deflate" in seen["extensions"]) == compression


def test_echo_of_fragments_and_a_ping(node):
    seen = node("/echo", send=[{"parts": ["a", "b", "c"]}, {"ping": "there?"}], messages=2)
    assert seen["messages"] == [{"text": "abc"}]
    assert seen["pongs"] == ["there?"]


def test_echo_over_tls(node):
    assert node("/echo", tls=True, send=MESSAGES[:1], messages=1)["messages"] == MESSAGES[:1]


def test_the_close_code_of_the_client_comes_back(node):
    assert node("/echo", messages=0, close=[4999, "enough"])["close"] == [4999, "enough"]


def test_chat(node):
    seen = node("/chat", protocols=["chat", "superchat"], send=[{"text": "hello"}], messages=2)
    assert seen["protocol"] == "chat"
    assert seen["messages"] == [{"text": "* guest 1 joined; 1 here"}, {"text": "hello"}]


def test_time(node):
    seen = node("/time?every=5", messages=3)
    assert all(message["text"].endswith("Z") for message in seen["messages"])


def test_flood(node):
    seen = node("/flood?count=20000&size=32")
    assert len(seen["messages"]) == 20_000
    assert {len(message["text"]) for message in seen["messages"]} == {32}
    assert seen["close"] == [1000, "count=20000&size=32 sent"]


def test_close(node):
    assert node("/close?code=3000&reason=Gr%C3%BC%C3%9Fe")["close"] == [3000, "Grüße"]


def test_slow(node):
    assert node("/slow?delay=20", send=MESSAGES, messages=4)["messages"] == MESSAGES


def test_silent(node):
    seen = node("/silent", send=[{"ping": "there?"}, {"text": "hello"}], messages=0)
    assert (seen["pongs"], seen["messages"], seen["close"]) == ([], [], [1000, ""])


def test_reject(node):
    seen = node("/reject?status=503")
    assert (seen["status"], seen["body"]) == (503, "503 Service Unavailable, as asked for.\n")


def test_fragments(node):
    seen = node("/fragments?parts=50", send=[{"text": "👋" * 20}], messages=2)
    assert "50 fragments" in seen["messages"][0]["text"]
    assert seen["messages"][1] == {"text": "👋" * 20}


@pytest.mark.parametrize(
    ("what", "error", "code"),
    [
        ("rsv", "WS_ERR_UNEXPECTED_RSV_2_3", 1002),
        ("opcode", "WS_ERR_INVALID_OPCODE", 1002),
        ("utf8", "WS_ERR_INVALID_UTF8", 1007),
        ("mask", "WS_ERR_UNEXPECTED_MASK", 1002),
        ("continuation", "WS_ERR_INVALID_OPCODE", 1002),
        ("close", "WS_ERR_INVALID_CLOSE_CODE", 1002),
    ],
)
def test_bad(node, recording, what, error, code):
    seen = node(f"/bad?what={what}")
    assert seen["messages"][0]["text"].startswith("Next comes ")
    assert seen["error"] == error
    assert recording.connections[1]["close_code"] == code


def test_a_length_that_is_too_long_passes_here(node):
    seen = node("/bad?what=length", messages=2)
    assert seen["messages"][1] == {"text": "Hello"}
    assert seen["error"] is None
