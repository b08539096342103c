"""What a capture keeps of connections that did not end well."""

import asyncio

from inspector.capture.store import Capture
from inspector.session.options import ConnectOptions
from inspector.session.session import Session


def recorded(answer):
    """Connect to a server of bytes that writes `answer` and drops the connection."""

    async def scenario():
        async def serve(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        capture = Capture.create(None)
        port = server.sockets[0].getsockname()[1]
        await Session(ConnectOptions(f"ws://127.0.0.1:{port}/"), capture, lambda event: None).open()
        record = capture.connections()[0]
        capture.close()
        server.close()
        return record

    return asyncio.run(scenario())


def test_half_a_response_head_is_kept():
    record = recorded(b"HTTP/1.1 101 Swit")
    assert record.response_head == b"HTTP/1.1 101 Swit"
    assert record.error


def test_a_connection_that_is_dropped_says_so():
    async def scenario():
        from inspector.server.local_server import LocalServer

        capture = Capture.create(None)
        server = LocalServer(capture, port=0)
        await server.start()
        await Session(ConnectOptions(f"{server.url}/bad?what=rsv"), capture, lambda event: None).open()
        error = capture.connections()[0].error
        await server.stop()
        capture.close()
        return error

    assert asyncio.run(scenario()) == "The connection was failed with 1002: reserved bits must be 0."
