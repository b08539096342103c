"""Every way in which opening a connection fails, and the sentence a person reads of it."""

import asyncio
import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from inspector.session.events import Phase
from inspector.session.options import TlsOptions


def certificate(folder, *, issuer=None, names=("localhost",), days=(-1, 1), ca=False):
    """Make a certificate and its key; gives (certificate, key, path of both in PEM)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"test {len(list(folder.iterdir()))}")])
    now = datetime.datetime.now(datetime.UTC)
    entries = [x509.DNSName(name) for name in names] + [x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(entries), critical=False)
        .sign(issuer[1] if issuer else key, hashes.SHA256())
    )
    path = folder / f"{made.serial_number}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return made, key, path


def context_of(path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def nothing(reader, writer):
    await reader.read()


@pytest.fixture
def failure(run, heard, raw_server, capture):
    """Open a connection to a peer of bytes, and give what failed; the capture must know it too."""

    def fail(peer, url="ws://localhost:{port}/", server_options=None, **options):
        async def scenario():
            async with raw_server(peer, **(server_options or {})) as port:
                session = heard(url.format(port=port), **options)
                await session.open()
                return session

        session = run(scenario())
        assert session.states == ["CONNECTING", "CLOSED"]
        assert session.closed.code == 1006
        record = capture.connections()[-1]
        assert record.error.startswith(session.failed.what)
        assert record.closed_ns is not None
        assert session.failed.what.endswith(".")
        assert "unforeseen" not in session.failed.what
        return session.failed

    return fail


def answer(data):
    async def peer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(data)

    return peer


def test_a_name_that_nobody_has(failure):
    failed = failure(nothing, "ws://no-such-host.invalid/")
    assert failed.phase is Phase.DNS
    assert "no-such-host.invalid" in failed.what


def test_a_port_where_nothing_listens(failure):
    failed = failure(nothing, "ws://127.0.0.1:1/")
    assert failed.phase is Phase.TCP
    assert failed.what == "127.0.0.1 port 1 refused the connection: nothing listens there."


def test_a_server_that_never_answers(failure):
    failed = failure(nothing, open_timeout=0.1)
    assert failed.phase is Phase.UPGRADE
    assert "0.1 s" in failed.what
    assert "opening handshake" in failed.what


def test_a_server_that_never_answers_tls(failure):
    failed = failure(nothing, "wss://localhost:{port}/", open_timeout=0.1)
    assert failed.phase is Phase.TLS
    assert "TLS handshake" in failed.what


def test_a_server_that_does_not_speak_tls(failure):
    async def http(reader, writer):
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    failed = failure(http, "wss://localhost:{port}/")
    assert failed.phase is Phase.TLS
    assert failed.what == "The server does not speak TLS on this port."


def test_a_server_that_closes_during_tls(failure):
    async def close(reader, writer):
        await reader.read(1)

    failed = failure(close, "wss://localhost:{port}/")
    assert failed.phase is Phase.TLS


@pytest.mark.parametrize(
    ("made", "host", "words"),
    [
        ({"days": (-2, -1)}, "localhost", "expired"),
        ({"days": (1, 2)}, "localhost", "not valid yet"),
        ({"names": ("other.example",)}, "localhost", "other names than localhost"),
        ({}, "127.0.0.1", "other names than 127.0.0.1"),
    ],
)
def test_a_certificate_that_does_not_hold(failure, tmp_path, made, host, words):
    authority = certificate(tmp_path, ca=True)
    path = certificate(tmp_path, issuer=authority, **made)[2]
    failed = failure(
        nothing,
        "wss://" + host + ":{port}/",
        {"ssl": context_of(path)},
        tls=TlsOptions(ca_file=str(authority[2])),
    )
    assert failed.phase is Phase.TLS
    assert words in failed.what


def test_a_self_signed_certificate(failure, tmp_path):
    path = certificate(tmp_path)[2]
    failed = failure(nothing, "wss://localhost:{port}/", {"ssl": context_of(path)})
    assert "self-signed" in failed.what


def test_a_certificate_of_an_unknown_ca(failure, tmp_path):
    path = certificate(tmp_path, issuer=certificate(tmp_path, ca=True))[2]
    failed = failure(nothing, "wss://localhost:{port}/", {"ssl": context_of(path)})
    assert "CA" in failed.what
    assert failed.hint


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 101 Swi", b"HTTP/1.1 101 Switching Protocols\r\nUpgr"])
def test_a_server_that_closes_before_its_head_is_whole(failure, data):
    failed = failure(answer(data))
    assert failed.phase is Phase.UPGRADE
    assert "closed the connection" in failed.what


def test_a_server_that_is_not_http(failure):
    failed = failure(answer(b"220 mail.example ESMTP\r\n\r\n"))
    assert failed.phase is Phase.UPGRADE
    assert "not HTTP" in failed.what


@pytest.mark.parametrize(
    "head",
    [
        b"".join(b"X-%d: y\r\n" % number for number in range(10_000)),
        b"X: " + b"y" * 100_000 + b"\r\n",
    ],
)
def test_a_head_that_is_too_large(failure, head):
    failed = failure(answer(b"HTTP/1.1 101 Switching Protocols\r\n" + head + b"\r\n"))
    assert "larger than a client accepts" in failed.what


def test_a_head_without_an_end_is_not_read_to_its_end(failure):
    sent = []

    async def endless(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\n")
        for _ in range(16_384):
            writer.write(b"X: " + b"y" * 65_531 + b"\r\n")
            sent.append(65_536)
            await writer.drain()

    failed = failure(endless)
    assert "larger than a client accepts" in failed.what
    assert sum(sent) < 64 << 20


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (200, "ordinary"),
        (401, "credentials"),
        (403, "forbids"),
        (404, "path"),
        (426, "version"),
        (500, "failed"),
    ],
)
def test_a_status_that_is_not_101(failure, capture, status, words):
    body = b"<!doctype html><title>Hello</title>"
    head = b"HTTP/1.1 %d Whatever\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
    failed = failure(answer(head % (status, len(body)) + body))
    assert failed.phase is Phase.UPGRADE
    assert str(status) in failed.what
    assert words in failed.what
    assert "HTML page" in failed.what
    assert capture.connections()[-1].response_head == head % (status, len(body))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Upgrade: websocket\r\nConnection: Upgrade\r\n", "Sec-WebSocket-Accept"),
        (
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm8=\r\n",
            "Sec-WebSocket-Accept",
        ),
        ("Connection: Upgrade\r\n", "Upgrade"),
    ],
)
def test_a_101_that_is_no_handshake(failure, capture, lines, words):
    failed = failure(answer(f"HTTP/1.1 101 Switching Protocols\r\n{lines}\r\n".encode()))
    assert words in failed.what
    capture.flush()
    assert words in " ".join(note.text for note in capture.notes() if note.kind == "violation")


@pytest.mark.parametrize(
    "options",
    [
        {"headers": (("X-A", "b\r\nX-Evil: 1"),)},
        {"headers": (("X-A\r\nX-Evil", "1"),)},
        {"headers": (("", "1"),)},
        {"headers": (("X-A", "\0"),)},
        {"headers": (("X-A", "\ud800"),)},
        {"origin": "http://a\nX-Evil: 1"},
        {"subprotocols": ("a\r\nX-Evil: 1",)},
        {"subprotocols": ("a, b",)},
        {"subprotocols": ("a", "a")},
        {"bearer_token": "t\r\nX-Evil: 1"},
        {"basic_auth": ("\ud800", "x")},
    ],
)
def test_what_would_inject_headers_never_leaves(run, heard, raw_server, options):
    arrived = []

    async def scenario():
        async def peer(reader, writer):
            arrived.append(await reader.read())

        async with raw_server(peer) as port:
            session = heard(f"ws://127.0.0.1:{port}/", **options)
            await session.open()
            return session

    session = run(scenario())
    assert session.failed.what.endswith(".")
    assert not any(b"GET" in data for data in arrived)


def test_the_request_can_be_given_up_by_the_server_with_a_reset(failure):
    async def reset(reader, writer):
        await reader.read(1)
        writer.transport.abort()
        await asyncio.sleep(0)

    assert failure(reset).phase is Phase.UPGRADE
