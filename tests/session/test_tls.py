"""TLS as a person sets it: what is trusted, who the client is, and what is kept of the server."""

import contextlib
import datetime
import ipaddress
import json
import socket
import ssl
import threading
from pathlib import Path

import certifi
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.server import serve

from inspector.session import tls
from inspector.session.errors import SessionError
from inspector.session.events import Opened, Phase
from inspector.session.options import Reconnect, TlsOptions
from inspector.session.tls import make_context

PEM = serialization.Encoding.PEM


class Identity:
    """A certificate and its key, in files."""

    def __init__(self, folder, name, issuer=None, *, password=None, names=("localhost", "127.0.0.1")):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(issuer.name if issuer else self.name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        )
        made = builder.sign((issuer or self)._key, hashes.SHA256())
        self.pem = made.public_bytes(PEM).decode()
        self.certificate = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"
        self.certificate.write_text(self.pem)
        how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        self.key.write_bytes(self._key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, how))


def _general(name):
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@pytest.fixture
def authority(tmp_path):
    return Identity(tmp_path, "authority")


@pytest.fixture
def server_identity(tmp_path, authority):
    return Identity(tmp_path, "server", authority)


@pytest.fixture
def connected(run, heard, capture, server_identity):
    """Connect to a TLS server; gives the session and its record."""

    def go(tls_options, host="localhost", prepare=lambda context: None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server_identity.certificate, server_identity.key)
        prepare(context)

        async def stay(connection):
            await connection.wait_closed()

        async def scenario():
            async with serve(stay, "127.0.0.1", 0, ssl=context) as server:
                port = server.sockets[0].getsockname()[1]
                session = heard(f"wss://{host}:{port}/", tls=tls_options)
                opening = session.start()
                session.tasks.start(_leave_when_open(session), "leave")
                await opening
                return session

        session = run(scenario())
        return session, capture.connection(session.connection_id)

    async def _leave_when_open(session):
        try:
            await session.heard(Opened)
        except AssertionError:
            return
        await session.shut_down()

    return go


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_an_extra_ca_file_is_trusted_and_the_chain_kept(connected, authority, server_identity, host):
    session, record = connected(TlsOptions(ca_file=str(authority.certificate)), host)
    assert session.of(Opened)
    told = json.loads(record.tls)
    assert told["version"] == "TLSv1.3"
    assert told["cipher"].startswith("TLS_")
    assert told["verified"] is True
    assert told["chain"][0] == server_identity.pem
    assert list(json.loads(record.timings)) == ["dns", "tcp", "tls", "upgrade"]
    assert all(took >= 0 for took in json.loads(record.timings).values())


def test_verification_can_be_off_and_is_then_not_claimed(connected, server_identity):
    session, record = connected(TlsOptions(verify=False))
    assert session.of(Opened)
    assert json.loads(record.tls)["verified"] is False
    assert json.loads(record.tls)["chain"] == [server_identity.pem]


def test_http_1_1_is_asked_for(connected, authority):
    _, record = connected(
        TlsOptions(ca_file=str(authority.certificate)),
        prepare=lambda context: context.set_alpn_protocols(["h2", "http/1.1"]),
    )
    assert json.loads(record.tls)["alpn"] == "http/1.1"


def demand_client_certificates(context, authority):
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.certificate)


def test_a_client_certificate_is_shown_when_asked_for(connected, authority, tmp_path):
    client = Identity(tmp_path, "client", authority)
    options = TlsOptions(
        ca_file=str(authority.certificate),
        client_certificate=str(client.certificate),
        client_key=str(client.key),
    )
    session, _ = connected(options, prepare=lambda context: demand_client_certificates(context, authority))
    assert session.of(Opened)


@pytest.fixture
def refused(run, heard, server_identity):
    """Connect to a blocking TLS server, which sends alerts as servers do (asyncio's sends none)."""

    def go(tls_options, prepare):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server_identity.certificate, server_identity.key)
        prepare(context)

        def serve_one(listener):
            sock, _ = listener.accept()
            with context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False) as secured:
                with contextlib.suppress(ssl.SSLError):
                    secured.do_handshake()
                # Reading on lets the alert arrive before TCP is reset.
                secured.shutdown(socket.SHUT_WR)
                while socket.socket.recv(secured, 1000):
                    pass

        async def scenario(port):
            session = heard(f"wss://localhost:{port}/", tls=tls_options)
            await session.open()
            return session

        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = threading.Thread(target=serve_one, args=[listener])
            server.start()
            session = run(scenario(listener.getsockname()[1]))
            server.join()
        assert session.failed.phase is Phase.TLS
        return session.failed

    return go


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_certificate_is_missing(refused, authority, version):
    def prepare(context):
        context.maximum_version = version
        demand_client_certificates(context, authority)

    # With TLS 1.3 the server refuses after the client has finished, when the request is under way.
    failed = refused(TlsOptions(ca_file=str(authority.certificate)), prepare)
    assert "client certificate" in f"{failed.what} {failed.hint}"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_certificate_that_the_server_does_not_trust(refused, authority, tmp_path, version):
    def prepare(context):
        context.maximum_version = version
        demand_client_certificates(context, authority)

    stranger = Identity(tmp_path, "stranger", Identity(tmp_path, "other authority"))
    options = TlsOptions(
        ca_file=str(authority.certificate),
        client_certificate=str(stranger.certificate),
        client_key=str(stranger.key),
    )
    assert refused(options, prepare).what == "The server does not accept the client certificate."


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
def test_a_server_of_the_past(refused, authority):
    def prepare(context):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")

    failed = refused(TlsOptions(ca_file=str(authority.certificate)), prepare)
    assert failed.what == "The server and this program have no TLS version in common."


@pytest.fixture
def files(tmp_path, authority):
    """Make files that are no good, and give the options that name them."""
    mine = Identity(tmp_path, "mine", authority)
    other = Identity(tmp_path, "other", authority)
    locked = Identity(tmp_path, "locked", authority, password=b"secret")
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    empty = tmp_path / "empty.pem"
    empty.touch()
    certificate, missing = str(mine.certificate), str(tmp_path / "missing.pem")
    return {
        "no CA file": TlsOptions(ca_file=missing),
        "CA folder": TlsOptions(ca_file=str(tmp_path)),
        "CA nonsense": TlsOptions(ca_file=str(nonsense)),
        "CA empty": TlsOptions(ca_file=str(empty)),
        "no certificate": TlsOptions(client_certificate=missing),
        "no key": TlsOptions(client_certificate=certificate, client_key=missing),
        "key not given": TlsOptions(client_certificate=certificate),
        "key alone": TlsOptions(client_key=str(mine.key)),
        "another's key": TlsOptions(client_certificate=certificate, client_key=str(other.key)),
        "locked key": TlsOptions(client_certificate=str(locked.certificate), client_key=str(locked.key)),
        "nonsense": TlsOptions(client_certificate=str(nonsense), client_key=str(mine.key)),
    }


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("no CA file", r"CA file .*missing\.pem does not exist: choose"),
        ("CA folder", "CA file .* does not exist: choose"),
        ("CA nonsense", r"nonsense\.pem holds no CA certificate in PEM form: choose"),
        ("CA empty", r"empty\.pem holds no CA certificate in PEM form: choose"),
        ("no certificate", r"client certificate .*missing\.pem does not exist: choose"),
        ("no key", r"client key .*missing\.pem does not exist: choose"),
        ("key not given", r"mine\.pem holds no private key: choose"),
        ("key alone", "a client key without its certificate: choose"),
        ("another's key", r"does not belong to .*mine\.pem: choose"),
        ("locked key", "has a password: use"),
        ("nonsense", "not valid PEM: choose"),
    ],
)
def test_files_that_are_no_good_are_named_in_a_sentence(files, name, sentence):
    with pytest.raises(SessionError, match=sentence) as refused:
        make_context(files[name])
    assert str(refused.value).endswith(".")


def test_bad_files_fail_in_the_tls_step_and_are_not_tried_again(run, heard, files, capture):
    async def scenario():
        session = heard("wss://127.0.0.1:1/", tls=files["no CA file"], reconnect=Reconnect(enabled=True))
        await session.open()
        return session

    session = run(scenario())
    assert session.failed.phase is Phase.TLS
    assert "does not exist" in session.failed.what
    assert len(capture.connections()) == 1


def test_certifi_stands_in_where_the_system_has_no_store(monkeypatch):
    monkeypatch.setattr(tls, "has_system_store", lambda: False)
    context = make_context(TlsOptions())
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.cert_store_stats()["x509_ca"] > 50


@pytest.fixture
def bare_system(monkeypatch, tmp_path):
    """Pretend a Linux without any certificates; give the folder that OpenSSL looks into."""
    paths = ssl.get_default_verify_paths()._replace(cafile=None, capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    monkeypatch.setattr(tls.sys, "platform", "linux")
    monkeypatch.setattr(tls, "_STORES", (tmp_path / "nowhere.pem", tmp_path / "store.pem"))
    return tmp_path


def test_a_system_without_any_ca_is_noticed(bare_system):
    (bare_system / "README.txt").touch()
    assert not tls.has_system_store()
    (bare_system / "0123abcd.0").touch()
    assert tls.has_system_store()


def test_the_store_of_another_distribution_is_found(bare_system):
    (bare_system / "store.pem").write_bytes(Path(certifi.where()).read_bytes())
    assert tls.has_system_store()
    assert tls.count_authorities() > 50


def test_authorities_are_counted_where_certifi_stands_in(bare_system):
    assert tls.count_authorities() > 50


def test_a_store_without_certificates_counts_as_none(bare_system):
    (bare_system / "store.pem").write_text("nothing")
    assert tls.count_authorities() == 0
