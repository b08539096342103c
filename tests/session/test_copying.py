"""Command lines for other tools, word by word and through curl itself."""

import asyncio
import itertools
import shlex
import shutil

import pytest
from websockets.asyncio.server import serve

from inspector.session.copying import curl_command, websocat_command
from inspector.session.options import Compression, ConnectOptions, TlsOptions


def words_after(command, flag):
    words = shlex.split(command)
    return [after for word, after in itertools.pairwise(words) if word == flag]


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("ws://h/ws", "http://h/ws"),
        ("wss://ws.example/ws?a=b", "https://ws.example/ws?a=b"),
        ("localhost:8765/ws", "http://localhost:8765/ws"),
        ("example.org/ws", "https://example.org/ws"),
    ],
)
def test_curl_takes_the_url_as_http(typed, url):
    assert shlex.split(curl_command(ConnectOptions(typed)))[-1] == url


def test_websocat_takes_the_url_in_its_normal_form():
    assert websocat_command(ConnectOptions("localhost:1")) == "websocat ws://localhost:1/"


def test_the_headers_are_those_of_the_connection():
    options = ConnectOptions(
        "ws://h/",
        headers=(
            ("X-It's", 'a $HOME `x` "q"'),
            ("X-Empty", ""),
            ("upgrade", "other"),
            ("X", "1"),
            ("X", "2"),
        ),
        subprotocols=("a", "b"),
        origin="https://o.example",
        basic_auth=("me", "pä:ss"),
        compression=Compression(server_max_window_bits=10, client_no_context_takeover=True),
    )
    headers = words_after(curl_command(options), "--header")
    assert [header.partition(":")[0] for header in headers[:3]] == [
        "Connection",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Version",
    ]
    assert headers[3:] == [
        "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; "
        "server_max_window_bits=10; client_max_window_bits",
        "Sec-WebSocket-Protocol: a, b",
        'X-It\'s: a $HOME `x` "q"',
        "X-Empty;",
        "upgrade: other",
        "X: 1",
        "X: 2",
        "Origin: https://o.example",
        "Authorization: Basic bWU6cMOkOnNz",
    ]


def test_no_compression_offers_none():
    assert "Extensions" not in curl_command(ConnectOptions("ws://h/", compression=Compression(enabled=False)))


def test_websocat_gets_each_header_in_one_word():
    options = ConnectOptions(
        "ws://me:s%40t@h/", headers=(("X", "1 2"),), subprotocols=("a", "b"), proxy="socks5://u:p@s:1"
    )
    assert shlex.split(websocat_command(options)) == [
        "websocat",
        "--header=X: 1 2",
        "--protocol",
        "a,b",
        "--socks5",
        "s:1",
        "--basic-auth",
        "me:s@t",
        "ws://h/",
    ]


def test_credentials_in_the_url_go_to_curl_as_a_user():
    command = curl_command(ConnectOptions("ws://me:s%40t@h/"))
    assert words_after(command, "--user") == ["me:s@t"]
    assert shlex.split(command)[-1] == "http://h/"
    assert "--user" not in curl_command(ConnectOptions("ws://me:x@h/", bearer_token="t"))


def test_the_transport_is_that_of_the_connection():
    tls = TlsOptions(verify=False, ca_file="/a b/ca.pem", client_certificate="c.pem", client_key="k.pem")
    command = curl_command(ConnectOptions("wss://h/", tls=tls, proxy="socks5://p:1", follow_redirects=True))
    assert words_after(command, "--cacert") == ["/a b/ca.pem"]
    assert words_after(command, "--cert") == ["c.pem"]
    assert words_after(command, "--key") == ["k.pem"]
    assert words_after(command, "--proxy") == ["socks5h://p:1"]
    assert {"--insecure", "--location", "--proxytunnel"} <= set(shlex.split(command))
    assert "--insecure" in websocat_command(ConnectOptions("wss://h/", tls=tls))


def test_websocat_finds_the_ca_file_in_its_environment():
    tls = TlsOptions(ca_file="/a b/ca.pem")
    assert websocat_command(ConnectOptions("wss://h/", tls=tls)).startswith(
        "SSL_CERT_FILE='/a b/ca.pem' websocat "
    )


def test_curl_performs_the_handshake(run):
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")

    async def scenario():
        asked = []

        async def leave(connection):
            asked.append(connection.request.headers)
            connection.transport.close()

        async with serve(leave, "127.0.0.1", 0, subprotocols=["b"]) as server:
            port = server.sockets[0].getsockname()[1]
            options = ConnectOptions(
                f"ws://127.0.0.1:{port}/x",
                headers=(("X-Empty", ""), ("X-One", "it's")),
                subprotocols=("a", "b"),
            )
            program, *words = shlex.split(curl_command(options))
            assert program == "curl"
            process = await asyncio.create_subprocess_exec(
                curl, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
            )
            said, _ = await process.communicate()
            return said, asked[0]

    said, headers = run(scenario())
    assert said.startswith(b"HTTP/1.1 101 ")
    assert b"Sec-WebSocket-Protocol: b\r\n" in said
    assert (headers["X-Empty"], headers["X-One"]) == ("", "it's")
