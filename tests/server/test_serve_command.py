"""`ws-inspector serve`, called as the command line calls it."""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import signal
import socket
import ssl
import stat

import pytest
from websockets.asyncio.client import connect

from inspector.capture.store import Capture
from inspector.server.command import serve
from tests.server.raw_peer import until


def run_until_listening(scenario, number=signal.SIGTERM, **options):
    """Run the command; once it listens run a scenario, then end it with a signal."""
    out = io.StringIO()

    async def main():
        arguments = {"host": "127.0.0.1", "port": 0, "tls": False, "capture_path": None, **options}
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            running = group.create_task(serve(**arguments, out=out))
            await until(lambda: out.getvalue() or running.done())
            await scenario(out.getvalue())
            os.kill(os.getpid(), number)
        return running.result()

    return asyncio.run(main()), out.getvalue()


async def nothing(_listing):
    pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_prints_a_line_per_endpoint_and_ends_in_peace(number, capsys):
    async def scenario(listing):
        url = re.search(r"^/echo +(ws://\S+) +Sends", listing, re.MULTILINE)[1]
        async with connect(url, proxy=None) as client:
            await client.send("up")
            assert await client.recv() == "up"

    status, listing = run_until_listening(scenario, number)
    assert status == 0
    lines = listing.splitlines()
    paths = "/echo /chat /time /flood /close /slow /silent /reject /fragments /bad"
    paths += " /socket.io/ /engine.io/ /socketio /"
    assert [line.split()[0] for line in lines] == paths.split()
    assert all(re.search(r"  (ws|http)://127\.0\.0\.1:\d+/\S* {2,}\S", line) for line in lines)
    assert capsys.readouterr().err == ""


def test_tls_writes_the_authority_where_it_is_told(tmp_path):
    ca = tmp_path / "ca.pem"

    async def scenario(listing):
        url = re.search(r"^/echo +(wss://\S+)", listing, re.MULTILINE)[1]
        assert f"Certificate authority for clients to trust: {ca}\n" in listing
        context = ssl.create_default_context(cafile=ca)
        async with connect(url, ssl=context, proxy=None) as client:
            await client.send("private")
            assert await client.recv() == "private"

    status, _ = run_until_listening(scenario, tls=True, ca_out=ca)
    assert status == 0
    assert stat.S_IMODE(ca.stat().st_mode) == 0o600


def test_tls_without_a_file_says_how_to_get_the_authority():
    _, listing = run_until_listening(nothing, tls=True)
    assert "not written; --ca-out FILE writes it" in listing


def test_socketio_is_listed_by_http_and_its_log_follows_the_list():
    async def scenario(listing):
        url = re.search(r"^/socket\.io/ +(http://\S+/socket\.io/) ", listing, re.MULTILINE)[1]
        url = f"{url.replace('http', 'ws')}?EIO=4&transport=websocket"
        async with connect(url, proxy=None) as client:
            told = json.loads((await client.recv())[1:])
            assert (told["pingInterval"], told["pingTimeout"]) == (300, 200)
            await client.send("40")
            await client.recv()

    _, out = run_until_listening(scenario, ping_interval=300, ping_timeout=200)
    assert out.splitlines()[-2:] == ["A user connected", "A user disconnected"]


def failing(capsys, **options):
    out = io.StringIO()
    arguments = {"host": "127.0.0.1", "port": 0, "tls": False, "capture_path": None, **options}
    assert asyncio.run(serve(**arguments, out=out)) == 1
    assert out.getvalue() == ""
    said = capsys.readouterr().err
    assert said.startswith("ws-inspector: ")
    assert said.count("\n") == 1
    return said


def test_a_taken_port_is_one_line_with_a_free_one(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = failing(capsys, port=port)
    assert re.search(rf"Port {port} is taken by another program on 127\.0\.0\.1; port \d+ is free\.", said)


def test_an_authority_that_cannot_be_written_is_one_line(capsys, tmp_path):
    said = failing(capsys, tls=True, ca_out=tmp_path / "missing" / "ca.pem")
    assert "cannot be written to" in said
    assert "No such file or directory" in said


def test_records_into_a_capture(tmp_path):
    path = tmp_path / "served.wscap"

    async def scenario(listing):
        url = re.search(r"^/echo +(ws://\S+)", listing, re.MULTILINE)[1]
        async with connect(url, proxy=None, compression=None) as client:
            await client.send("kept")
            await client.recv()

    for expected in (1, 2):
        assert run_until_listening(scenario, capture_path=path)[0] == 0
        capture = Capture.open(path)
        try:
            connections = capture.connections()
            assert [one.role for one in connections] == ["server"] * expected
            frames = capture.summaries(1, capture.last_id)
            assert [frame.preview for frame in frames[:2]] == [b"kept", b"kept"]
        finally:
            capture.close()


def test_a_capture_that_cannot_be_opened_is_one_line(capsys, tmp_path):
    path = tmp_path / "not-a-capture"
    path.write_text("plain text, and no capture at all")
    failing(capsys, capture_path=path)
