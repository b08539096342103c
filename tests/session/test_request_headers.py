"""The request head a person asks for, byte for byte."""

import asyncio

import pytest
from websockets.asyncio.server import serve
from websockets.datastructures import Headers

from inspector.session.checks import check_options
from inspector.session.errors import SessionError
from inspector.session.events import Failed, Opened, Phase
from inspector.session.headers import check_headers, request_headers
from inspector.session.options import Compression, ConnectOptions
from inspector.wire.handshake import accept_value
from inspector.wire.http_head import parse_head


async def stay(connection):
    await connection.wait_closed()


@pytest.fixture
def request_head(run, heard, capture):
    """Open a connection with some options, and give the request head that was on the wire."""

    def send(userinfo="", server_options=None, **options):
        async def scenario():
            async with serve(stay, "127.0.0.1", 0, **(server_options or {})) as server:
                port = server.sockets[0].getsockname()[1]
                session = heard(f"ws://{userinfo}127.0.0.1:{port}/", **options)
                session.start()
                opened = await session.heard(Opened)
                await session.shut_down()
                return opened

        opened = run(scenario())
        return parse_head(capture.connection(opened.connection_id).request_head), opened

    return send


@pytest.mark.parametrize(
    "name", ["Host", "hOST", "User-Agent", "Connection", "Sec-WebSocket-Extensions", "Upgrade"]
)
def test_a_header_typed_by_hand_replaces_the_one_sent_anyway(request_head, name):
    value = {"connection": "keep-alive, Upgrade", "upgrade": "WebSocket"}.get(name.lower(), "mine")
    if name == "Sec-WebSocket-Extensions":
        value = "permessage-deflate; client_no_context_takeover"
    head, _ = request_head(headers=((name, value),))
    assert head.all(name) == [value]
    assert [key for key, _ in head.headers if key.lower() == name.lower()] == [name]


def test_headers_keep_their_order_and_number(request_head):
    typed = (("X-B", "1"), ("X-A", ""), ("X-B", "2"), ("Cookie", "é=\t1"))
    head, _ = request_head(headers=typed)
    assert tuple(item for item in head.headers if item in typed) == typed


def test_a_key_typed_by_hand_is_the_one_that_the_answer_must_fit(request_head):
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    head, _ = request_head(headers=(("Sec-WebSocket-Key", key),))
    assert head.all("Sec-WebSocket-Key") == [key]


def test_subprotocols_typed_as_a_header_may_be_selected(request_head):
    head, opened = request_head(
        headers=(("Sec-WebSocket-Protocol", "graphql-ws, b"),), server_options={"subprotocols": ["b"]}
    )
    assert head.all("Sec-WebSocket-Protocol") == ["graphql-ws, b"]
    assert opened.subprotocol == "b"


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({"basic_auth": ("me", "pä:ss")}, ["Basic bWU6cMOkOnNz"]),
        ({"bearer_token": "abc.def"}, ["Bearer abc.def"]),
        ({"userinfo": "me:se%20cret@"}, ["Basic bWU6c2UgY3JldA=="]),
        ({"userinfo": "me@"}, ["Basic bWU6"]),
        ({"userinfo": "me:x@", "basic_auth": ("you", "y")}, ["Basic eW91Onk="]),
        ({"bearer_token": "abc", "headers": (("authorization", "Digest x"),)}, ["Digest x"]),
    ],
)
def test_one_authorization_is_sent(request_head, options, sent):
    assert request_head(**options)[0].all("Authorization") == sent


def test_a_password_in_the_url_is_not_kept(request_head, capture):
    request_head("me:secret@")
    assert "secret" not in capture.connections()[0].url
    assert capture.connections()[0].url.startswith("ws://me@127.0.0.1:")


def test_an_origin_typed_as_a_header_wins_over_the_option(request_head):
    head, _ = request_head(origin="https://a.example", headers=(("Origin", "https://b.example"),))
    assert head.all("Origin") == ["https://b.example"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"headers": (("X-A", "b\r\nX-Evil: 1"),)}, "The value of X-A holds a line break"),
        ({"headers": (("X-A", "b\nX-Evil: 1"),)}, "The value of X-A holds a line break"),
        ({"headers": (("X-A", "b\rX-Evil: 1"),)}, "The value of X-A holds a line break"),
        ({"headers": (("X-A", "\0"),)}, "The value of X-A holds"),
        ({"headers": (("X-A", "\x7f"),)}, "The value of X-A holds"),
        ({"headers": (("X-A", "€"),)}, "beyond Latin-1"),
        ({"headers": (("X-A", "\udcff"),)}, "beyond Latin-1"),
        ({"headers": (("X-A\r\nX-Evil", "1"),)}, "is not a header name"),
        ({"headers": (("X A", "1"),)}, "'X A' is not a header name"),
        ({"headers": (("X:", "1"),)}, "'X:' is not a header name"),
        ({"headers": (("Ü", "1"),)}, "is not a header name"),
        ({"headers": (("", "1"),)}, "A header has no name"),
        ({"origin": "http://a\nX-Evil: 1"}, "The Origin holds a line break"),
        ({"bearer_token": "a\r\nX-Evil: 1"}, "The bearer token holds a line break"),
        ({"bearer_token": "€"}, "The bearer token holds a character beyond Latin-1"),
        ({"basic_auth": ("a:b", "c")}, "must not contain a colon"),
        ({"basic_auth": ("a", "b\0")}, "control character"),
        ({"basic_auth": ("\ud800", "")}, "half of a character"),
        ({"subprotocols": ("a b",)}, "'a b' is not a subprotocol name"),
        ({"subprotocols": ("a,b",)}, "'a,b' is not a subprotocol name"),
        ({"subprotocols": ("",)}, "'' is not a subprotocol name"),
        ({"subprotocols": ("a", "b", "a")}, "offered twice"),
        ({"compression": Compression(client_max_window_bits=7)}, "8 to 15, not 7"),
        ({"compression": Compression(server_max_window_bits=16)}, "8 to 15, not 16"),
    ],
)
def test_what_no_head_can_carry_is_refused_in_a_sentence(options, sentence):
    with pytest.raises(SessionError, match=sentence) as refused:
        check_options(ConnectOptions("ws://h/", **options))
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_nothing_is_dialled_for_what_is_refused(run, heard, capture):
    async def scenario():
        session = heard("ws://127.0.0.1:1/", headers=(("X-A", "b\r\nX-Evil: 1"),))
        await session.open()
        return session

    session = run(scenario())
    assert session.failed == Failed(Phase.UPGRADE, session.failed.what, "")
    assert session.states == []
    assert capture.connections() == []


def test_any_latin_1_value_and_tabs_are_sent():
    options = ConnectOptions("ws://h/", headers=(("X-A", "é\ta\xff"),))
    check_headers(options)
    assert request_headers(options) == Headers({"X-A": "é\ta\xff"})


def test_messages_that_come_with_the_head_are_told_of_after_the_opening(run, heard, raw_server):
    async def scenario():
        async def hasty(reader, writer):
            head = parse_head(await reader.readuntil(b"\r\n\r\n"))
            accept = accept_value(head.get("Sec-WebSocket-Key"))
            writer.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
                + b"\x81\x01a\x81\x01b\x88\x02\x03\xe8"
            )
            await reader.read()

        async with raw_server(hasty) as port:
            session = heard(f"ws://127.0.0.1:{port}/")
            session.want_messages = True
            async with asyncio.timeout(10):
                await session.open()
            return session

    told = [type(event).__name__ for event in run(scenario()).events]
    assert told == [
        *("StateChanged", "StateChanged", "Opened"),
        *("MessageReceived", "MessageReceived", "StateChanged", "StateChanged", "Closed"),
    ]
