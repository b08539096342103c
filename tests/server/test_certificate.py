"""TLS: certificates that real clients verify."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest
from cryptography import x509
from websockets.asyncio.client import connect

from inspector.server.certificate import make_certificate
from inspector.server.local_server import LocalServer


def client_context(ca_pem):
    context = ssl.create_default_context(cadata=ca_pem.decode())
    # What Python checks by default only from 3.13 on.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
def test_a_client_that_trusts_the_authority_connects(serving, recording, name):
    async def scenario(server):
        assert server.url.startswith("wss://")
        assert server.http_url.startswith("https://")
        host = f"[{name}]" if ":" in name else name
        context = client_context(server.ca_pem)
        url = f"wss://{host}:{server.port}/echo"
        async with connect(url, ssl=context, proxy=None) as client:
            await client.send("private")
            assert await client.recv() == "private"

    serving(scenario, tls=True, host="::1" if ":" in name else "127.0.0.1")
    assert '"TLSv1.3"' in recording.connections[1]["tls"]
    assert "BEGIN CERTIFICATE" in recording.connections[1]["tls"]


def test_a_client_that_does_not_is_refused_and_the_server_goes_on(serving):
    async def scenario(server):
        with pytest.raises(ssl.SSLCertVerificationError):
            async with connect(f"{server.url}/echo", proxy=None):
                pass
        async with connect(f"{server.url}/echo", ssl=client_context(server.ca_pem), proxy=None):
            pass

    serving(scenario, tls=True)


def test_curl_gets_the_page(serving, tmp_path):
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")

    async def scenario(server):
        ca = tmp_path / "ca.pem"
        ca.write_bytes(server.ca_pem)
        process = await asyncio.create_subprocess_exec(
            curl, "--silent", "--show-error", "--noproxy", "*", "--cacert", str(ca), server.http_url,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        page, _ = await process.communicate()
        assert process.returncode == 0
        assert page.startswith(b"<!doctype html>")

    serving(scenario, tls=True)


def test_openssl_verifies_the_chain(tmp_path):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    made = make_certificate(["box.example"])
    (tmp_path / "ca.pem").write_bytes(made.ca_pem)
    (tmp_path / "server.pem").write_bytes(made.certificate_pem)
    for name in ("localhost", "box.example"):
        subprocess.run(
            [openssl, "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", name,
             "-CAfile", "ca.pem", "server.pem"],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip


def test_the_certificate_names_the_host():
    made = make_certificate(["192.168.1.5", "box.example", "0.0.0.0"])
    certificate = x509.load_pem_x509_certificate(made.certificate_pem)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "box.example"]
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    assert addresses[:3] == ["127.0.0.1", "::1", "192.168.1.5"]
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days <= 31
    authority = x509.load_pem_x509_certificate(made.ca_pem)
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_the_key_is_on_disk_only_while_it_is_read(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = []
    load = ssl.SSLContext.load_cert_chain

    def watch(context, name):
        seen.append(stat.S_IMODE(Path(name).stat().st_mode))
        assert b"PRIVATE KEY" in Path(name).read_bytes()
        load(context, name)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watch)
    make_certificate([]).context()
    assert seen == [0o600]
    assert list(tmp_path.iterdir()) == []


def test_a_restart_keeps_the_authority_that_was_exported(recording):
    async def scenario():
        server = LocalServer(recording, port=0, tls=True)
        assert server.ca_pem is None
        await server.start()
        first = server.ca_pem
        await server.stop()
        await server.start()
        assert server.ca_pem == first
        await server.stop()

    asyncio.run(scenario())


def test_stop_does_not_wait_for_a_peer_that_hangs_in_its_tls_handshake(recording):
    async def scenario():
        server = LocalServer(recording, port=0, tls=True)
        await server.start()
        with socket.create_connection(("127.0.0.1", server.port)) as mute:
            await asyncio.sleep(0.05)
            async with asyncio.timeout(2):
                await server.stop()
            mute.close()
        await asyncio.sleep(0.05)

    asyncio.run(scenario())


def test_stop_closes_tls_connections_with_1001(recording):
    async def scenario():
        server = LocalServer(recording, port=0, tls=True)
        await server.start()
        client = await connect(f"{server.url}/time", ssl=client_context(server.ca_pem), proxy=None)
        await asyncio.gather(server.stop(), client.wait_closed())
        assert client.close_code == 1001

    asyncio.run(scenario())


def test_plain_http_on_the_tls_port_breaks_nothing(serving):
    async def scenario(server):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await reader.read()
        writer.close()
        async with connect(f"{server.url}/echo", ssl=client_context(server.ca_pem), proxy=None):
            pass

    serving(scenario, tls=True)
