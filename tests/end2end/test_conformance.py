"""Both endpoints hold every conversation as RFC 6455 wants it, and the capture says what was on the wire."""

from __future__ import annotations

import asyncio
import contextlib
import zlib

import pytest
from websockets.utils import apply_mask

from inspector.capture.store import Capture
from inspector.server.local_server import LocalServer
from inspector.session.errors import SessionError
from inspector.session.events import MessageReceived, Opened
from inspector.session.options import ConnectOptions
from inspector.session.session import Session
from inspector.wire.handshake import accept_value
from inspector.wire.header import encode_header
from inspector.wire.http_head import parse_head
from tests.end2end.conversations import CONVERSATIONS, closes

KEY = b"\x37\xfa\x21\x3d"
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12"


class Peer:
    """The other end of a conversation, made of bytes."""

    def __init__(self, reader, writer, *, masks):
        self.reader, self.writer, self.masks = reader, writer, masks

    async def converse(self, conversation, *, in_pieces):
        """Send what is to be sent and give the frames that come back, as (head, key, payload)."""
        sends = conversation.sends
        if conversation.by == "remote" and not any(sent.head & 0x0F == 8 for sent in sends):
            sends += (closes(1000),)
        data = b"".join(self.encoded(sent) for sent in sends)
        step = max(1, len(data) // 500) if in_pieces else len(data)
        for start in range(0, len(data), step):
            self.writer.write(data[start : start + step])
            await asyncio.sleep(0)
        frames = []
        while not frames or frames[-1][0] != 0x88:
            frames.append(await self.frame())
        return sends, frames

    def encoded(self, sent):
        key = self.key_of(sent)
        header = encode_header(sent.head, len(sent.payload), key, length_bytes=sent.length_bytes)
        return header + (apply_mask(sent.payload, key) if key else sent.payload)

    def key_of(self, sent):
        return KEY if self.masks != sent.wrongly_masked else None

    async def frame(self):
        head, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length >= 126:
            length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8))
        key = await self.reader.readexactly(4) if second & 0x80 else None
        payload = await self.reader.readexactly(length)
        return head, key, apply_mask(payload, key) if key else payload


async def with_the_server(capture, conversation, in_pieces):
    """Hold the conversation with the local server's echo."""
    server = LocalServer(capture, port=0)
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=2**20)
    lines = ["GET /echo HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade"]
    lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"]
    lines += [DEFLATE] if conversation.compressed else []
    writer.write("\r\n".join([*lines, "", ""]).encode())
    await reader.readuntil(b"\r\n\r\n")
    peer = Peer(reader, writer, masks=True)
    sends, frames = await peer.converse(conversation, in_pieces=in_pieces)
    assert await reader.read() == b""
    writer.close()
    await server.stop()
    return peer, sends, frames


async def with_a_session(capture, conversation, in_pieces):
    """Hold the conversation with a session that echoes."""
    held = []

    async def serve(reader, writer):
        head = parse_head(await reader.readuntil(b"\r\n\r\n"))
        lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Accept: {accept_value(head.get('Sec-WebSocket-Key'))}"]
        lines += [DEFLATE] if conversation.compressed else []
        writer.write("\r\n".join([*lines, "", ""]).encode())
        peer = Peer(reader, writer, masks=False)
        await peer.frame()  # it is OPEN: only then is there somebody to echo
        held.append((peer, *await peer.converse(conversation, in_pieces=in_pieces)))
        writer.close()

    def hear(event):
        if isinstance(event, Opened):
            session.ping(b"open")
        if isinstance(event, MessageReceived):
            with contextlib.suppress(SessionError):  # the closing handshake may have begun
                (session.send_text if event.text else session.send_binary)(
                    event.payload.decode() if event.text else event.payload
                )

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**20)
    port = server.sockets[0].getsockname()[1]
    session = Session(ConnectOptions(f"ws://127.0.0.1:{port}/"), capture, hear)
    session.want_messages = True
    await session.open()
    server.close()
    return held[0]


def shown(frames, *, compressed):
    """Give the frames as a person sees them: first byte, masking key, payload inflated."""
    decoder = zlib.decompressobj(wbits=-15)
    found = []
    for head, key, payload in frames:
        if compressed and head & 0x40:
            payload = decoder.decompress(payload + b"\x00\x00\xff\xff")
        found.append((head, key, payload))
    return found


def rows(capture, direction):
    stored = [capture.frame(number).frame for number in capture.frame_ids(1)]
    return [
        (row.head, row.masking_key, row.wire_length, row.payload)
        for row in stored
        if row.direction == direction
    ]


@pytest.mark.parametrize("in_pieces", [False, True], ids=["at once", "in pieces"])
@pytest.mark.parametrize("hold", [with_the_server, with_a_session])
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_conversation(name, hold, in_pieces):
    conversation = CONVERSATIONS[name]

    async def scenario():
        async with asyncio.timeout(20):
            return await hold(capture, conversation, in_pieces)

    capture = Capture.create(None)
    peer, sends, frames = asyncio.run(scenario())
    capture.flush()
    came = shown(frames, compressed=conversation.compressed)
    assert [(head & 0xBF, payload) for head, _, payload in came[:-1]] == list(conversation.replies)
    answer = conversation.answer
    assert came[-1][2][:2] == (b"" if answer is None else answer.to_bytes(2))

    sent = [row for row in rows(capture, 0) if row[3] != b"open"]
    assert [(head, key, payload) for head, key, _, payload in sent] == came
    assert [length for _, _, length, _ in sent] == [len(payload) for _, _, payload in frames]
    received = [
        (one.head, peer.key_of(one), len(one.payload), one.payload if one.shown is None else one.shown)
        for one in sends
    ]
    assert rows(capture, 1) == received

    notes = [note for note in capture.notes() if note.kind == "violation"]
    assert [note.section for note in notes] == list(conversation.noted)
    record = capture.connections()[0]
    broken = conversation.by == "local" or (answer is not None and not conversation_is_clean(conversation))
    code = 1006 if broken else 1005 if answer is None else answer
    assert (record.close_code, record.closed_by) == (code, conversation.by)
    assert (record.error is not None) == broken
    capture.close()


def conversation_is_clean(conversation):
    """Tell whether its first close frame, if there is one, may be answered as it came."""
    first = next((sent.payload for sent in conversation.sends if sent.head & 0x0F == 8), None)
    return first is None or first[:2] == (conversation.answer or 0).to_bytes(2)
