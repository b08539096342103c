"""The workbench: intentions in, Qt's signals out, with real connections."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from inspector.capture.store import Capture
from inspector.session.events import State, Upgraded
from inspector.session.options import ConnectOptions, SocketIoOptions
from inspector.ui import intentions as wants
from inspector.ui.workbench import Workbench
from tests.peers.install import FOLDER, node_environment
from tests.ui.waiting import until


@pytest.fixture
def with_bench(run_async):
    """Run a coroutine with a workbench whose capture is in memory; all is shut down afterwards."""

    def run(scenario):
        async def main():
            with closing(Capture.create(None)) as capture:
                bench = Workbench(capture)
                try:
                    await scenario(bench)
                finally:
                    await bench.shut_down()

        run_async(main(), timeout=60)

    return run


def heard(signal):
    """Keep what a signal says."""
    said = []
    signal.connect(lambda *values: said.append(values))
    return said


async def opened(bench, path="/echo", **start):
    done = asyncio.Event()
    bench.start_server(0, then=done.set, **start)
    await done.wait()
    bench.connect_to(ConnectOptions(bench.server.url + path))
    await until(lambda: bench.state is State.OPEN)


def payloads(bench, connection_id):
    capture = bench.capture
    capture.flush()
    return [(row.direction, row.preview) for row in capture.summaries_of(capture.frame_ids(connection_id, 0))]


def test_every_intention_is_carried_out(with_bench, tmp_path):
    (tmp_path / "file.txt").write_text("from a file")

    async def scenario(bench):
        closed, trips = heard(bench.closed), heard(bench.roundTrip)
        await opened(bench)
        session = bench.current
        for intention in (
            wants.SendText("text"),
            wants.SendBinary(b"\x00\xff"),
            wants.SendFragments(True, [b"a", b"b"]),
            wants.SendPong(b"unasked"),
            wants.SendPing(b"there?"),
            wants.SendFile(str(tmp_path / "file.txt"), True),
        ):
            bench.carry_out(intention)
        await until(lambda: trips and (1, b"from a file") in payloads(bench, session.connection_id))
        bench.carry_out(wants.SendClose(4001, "enough"))
        await until(lambda: closed)
        assert (closed[0][0].code, closed[0][0].reason, closed[0][0].by) == (4001, "enough", "local")
        told = payloads(bench, session.connection_id)
        assert {(0, b"a"), (0, b"b"), (1, b"ab"), (0, b"unasked"), (1, b"\x00\xff")} <= set(told)
        assert bench.states() == {}

    with_bench(scenario)


def test_a_message_is_repeated_until_that_is_stopped(with_bench):
    async def scenario(bench):
        said = heard(bench.repeatingChanged)
        await opened(bench)
        bench.carry_out(wants.StartRepeat("tick", 1, None))
        await until(lambda: bench.current.repeated > 2)
        bench.carry_out(wants.StopRepeat())
        assert not bench.current.repeating
        assert said == [(True, 0), (False, 0)]

    with_bench(scenario)


def test_files_that_cannot_be_sent_are_told(with_bench, tmp_path):
    (tmp_path / "binary").write_bytes(b"ab\xff")

    async def scenario(bench):
        problems = heard(bench.problem)
        await opened(bench)
        bench.carry_out(wants.SendFile(str(tmp_path / "missing"), True))
        await until(lambda: problems)
        missing = tmp_path / "missing"
        told = f"{missing} cannot be read: No such file or directory. Choose another file."
        assert problems.pop()[0] == told
        bench.carry_out(wants.SendFile(str(tmp_path / "binary"), True))
        await until(lambda: problems)
        assert "is not UTF-8 text: invalid start byte at byte 2." in problems[0][0]

    with_bench(scenario)


def test_what_cannot_be_sent_now_is_told(with_bench):
    async def scenario(bench):
        problems, closed = heard(bench.problem), heard(bench.closed)
        await opened(bench)
        bench.disconnect_current()
        await until(lambda: closed)
        bench.carry_out(wants.SendText("too late"))
        assert "CLOSED" in problems[0][0]

    with_bench(scenario)


def test_events_of_another_session_are_not_the_current_ones(with_bench):
    async def scenario(bench):
        await opened(bench)
        first = bench.current
        bench.leave_current()
        assert bench.state is State.CLOSED
        closed = heard(bench.closed)
        first.close()
        await until(lambda: first.state is State.CLOSED and not bench.states())
        assert closed == []

    with_bench(scenario)


def test_the_own_server_is_trusted_over_tls(with_bench):
    async def scenario(bench):
        await opened(bench, tls=True)
        bench.capture.flush()
        record = bench.capture.connection(bench.current.connection_id)
        assert record.url.startswith("wss://")
        assert '"verified": true' in record.tls

    with_bench(scenario)


def test_a_taken_port_is_told_with_a_free_one(with_bench):
    async def scenario(bench):
        failed = heard(bench.serverFailed)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            bench.start_server(port)
            await until(lambda: failed)
        assert str(port) in failed[0][0]
        assert failed[0][1] not in (0, port)
        assert not bench.server.running

    with_bench(scenario)


def test_the_server_is_stopped_and_started_again(with_bench):
    async def scenario(bench):
        closed = heard(bench.closed)
        await opened(bench)
        bench.stop_server()
        await until(lambda: closed and not bench.server.running)
        assert (closed[0][0].code, closed[0][0].by) == (1001, "remote")
        await opened(bench)

    with_bench(scenario)


def test_the_end_closes_what_is_open(run_async):
    async def scenario():
        with closing(Capture.create(None)) as capture:
            bench = Workbench(capture)
            await opened(bench)
            with socket.create_server(("127.0.0.1", 0)) as silent:
                bench.connect_to(ConnectOptions(f"ws://127.0.0.1:{silent.getsockname()[1]}/"))
                await until(lambda: State.CONNECTING in bench.states().values())
                await bench.shut_down()
            records = capture.connections()
            assert len(records) == 3
            assert all(record.closed_ns is not None for record in records)
            assert {record.close_code for record in records[:2]} == {1001}

    run_async(scenario())


@pytest.fixture
def node_port():
    process = subprocess.Popen(
        ["node", str(FOLDER / "server.cjs")],
        env=node_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield int(process.stdout.readline())
    # `node` may be a starter with the real one as its child: that ends when its input does.
    process.communicate(timeout=30)


def test_a_server_of_nodes_ws(with_bench, node_port):
    async def scenario(bench):
        closed = heard(bench.closed)
        bench.connect_to(ConnectOptions(f"ws://127.0.0.1:{node_port}/"))
        await until(lambda: bench.state is State.OPEN)
        session = bench.current
        large = "Grüße 👋 " * 20_000
        bench.carry_out(wants.SendText(large))
        bench.carry_out(wants.SendFragments(False, [b"\x00", b"", b"\xff"]))
        bench.carry_out(wants.SendText("bye"))
        await until(lambda: closed)
        assert (closed[0][0].code, closed[0][0].reason, closed[0][0].by) == (4002, "as you wish", "remote")
        received = [row for row in payloads(bench, session.connection_id) if row[0] == 1]
        assert received[0][1] == large.encode()[:256]
        assert received[1][1] == b"\x00\xff"
        assert bench.capture.notes() == []

    with_bench(scenario)


@pytest.mark.parametrize(
    "form", ["https://127.0.0.1:{0}", "WSS://localhost:{0}/custom", "https://localhost:{0}/"]
)
def test_the_own_servers_certificate_is_trusted_however_its_url_is_typed(with_bench, form):
    async def scenario(bench):
        done = asyncio.Event()
        bench.start_server(0, tls=True, then=done.set)
        await done.wait()
        url = form.format(urlsplit(bench.server.url).port)
        told = heard(bench.told)
        bench.connect_to(ConnectOptions(url, socketio=SocketIoOptions()))
        await until(lambda: any(isinstance(event, Upgraded) for (event,) in told))

    with_bench(scenario)


@pytest.mark.parametrize(
    "url", ["wss://127.0.0.1:1", "wss://elsewhere.example:{0}/", "ws://127.0.0.1:{0}", "x:{0}"]
)
def test_that_certificate_says_nothing_of_other_servers(with_bench, url):
    async def scenario(bench):
        done = asyncio.Event()
        bench.start_server(0, tls=True, then=done.set)
        await done.wait()
        options = ConnectOptions(url.format(urlsplit(bench.server.url).port))
        assert bench._trusting_own_server(options) is options

    with_bench(scenario)
