"""How a server is verified, and what its certificates say."""

from __future__ import annotations

import contextlib
import json
import re
import ssl
import sys
from pathlib import Path
from typing import Any

from inspector.session.errors import SessionError
from inspector.session.options import TlsOptions

_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.\d", re.IGNORECASE)
_STORES = (
    Path("/etc/ssl/cert.pem"),  # Alpine, Arch, Fedora
    Path("/etc/pki/tls/cert.pem"),  # Red Hat
    Path("/etc/ssl/certs/ca-certificates.crt"),  # Debian, Ubuntu
    Path("/etc/ssl/ca-bundle.pem"),  # SUSE
)


def make_context(options: TlsOptions) -> ssl.SSLContext:
    """Make the context of one connection; raises `SessionError` for files that are no good.

    Servers are verified with the system's trust store. The extra CA file is trusted besides it.
    """
    context = _verifying_context(options.ca_file) if options.verify else _trusting_context()
    if options.client_certificate:
        _load_client_certificate(context, options.client_certificate, options.client_key)
    elif options.client_key:
        raise SessionError("There is a client key without its certificate: choose both, or neither.")
    # RFC 6455 §4.1 is HTTP/1.1: a server that also speaks HTTP/2 must not choose that.
    context.set_alpn_protocols(["http/1.1"])
    return context


def _trusting_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _verifying_context(ca_file: str | None) -> ssl.SSLContext:
    if ca_file is not None and not Path(ca_file).is_file():
        raise SessionError(f"The CA file {ca_file} does not exist: choose another one in the TLS options.")
    context = _system_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (ssl.SSLError, OSError) as error:
            raise SessionError(f"{ca_file} holds no CA certificate in PEM form: choose another.") from error
    return context


def _system_context() -> ssl.SSLContext:
    if has_system_store():
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # Without a store OpenSSL silently trusts nobody at all.
    import certifi

    return ssl.create_default_context(cafile=certifi.where())


def has_system_store() -> bool:
    """Tell whether the system brings certificates to trust."""
    return sys.platform != "linux" or bool(_system_files())


def count_authorities() -> int:
    """Count the certificate authorities that servers are verified with; -1 where only the system knows."""
    if sys.platform != "linux":
        return -1
    import certifi

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for path in _system_files() or [Path(certifi.where())]:
        # A folder also holds links to the same certificates, and they are counted once.
        with contextlib.suppress(ssl.SSLError, OSError):
            context.load_verify_locations(cafile=str(path))
    return context.cert_store_stats()["x509_ca"]


def _system_files() -> list[Path]:
    """List the files of the system's store, in the order in which truststore looks for it.

    The OpenSSL that a bundle brings was built for one system, and is started on others.
    """
    paths = ssl.get_default_verify_paths()
    if paths.cafile and Path(paths.cafile).is_file():
        return [Path(paths.cafile)]
    folder = Path(paths.capath or "/nonexistent")
    if hashed := [path for path in folder.glob("*.*") if _HASHED_NAME.fullmatch(path.name)]:
        return hashed
    return [path for path in _STORES if path.is_file()][:1]


def _load_client_certificate(context: ssl.SSLContext, certificate: str, key: str | None) -> None:
    for name, path in (("client certificate", certificate), ("client key", key)):
        if path and not Path(path).is_file():
            raise SessionError(f"The {name} {path} does not exist: choose another file in the TLS options.")

    def no_password() -> str:
        raise SessionError(f"The client key of {certificate} has a password: use a key without one.")

    try:
        context.load_cert_chain(certificate, key or None, password=no_password)
    except ssl.SSLError as error:
        if "KEY_VALUES_MISMATCH" in str(error):
            raise SessionError(f"The client key does not belong to {certificate}: choose its own.") from error
        if key is None and _holds_no_key(certificate):
            told = f"{certificate} holds no private key: choose the file of its key too."
            raise SessionError(told) from error
        raise SessionError(
            f"The client certificate {certificate} or its key is not valid PEM: choose other files."
        ) from error
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SessionError(f"The client certificate {certificate} cannot be read: {why}.") from error


def _holds_no_key(certificate: str) -> bool:
    pem = Path(certificate).read_bytes()
    return b"-----BEGIN CERTIFICATE-----" in pem and b"PRIVATE KEY-----" not in pem


def describe_tls(ssl_object: Any, *, verified: bool) -> str:
    """Give what was agreed, and the server's certificates, as the JSON that a capture holds."""
    cipher = ssl_object.cipher()
    return json.dumps(
        {
            "version": ssl_object.version(),
            "cipher": cipher[0] if cipher else None,
            "alpn": ssl_object.selected_alpn_protocol(),
            "verified": verified,
            "chain": _chain(ssl_object),
        }
    )


def _chain(ssl_object: Any) -> list[str]:
    """Give the certificates that the server sent, its own first, as PEM."""
    # Python 3.13 has this in public; before, the object underneath does.
    source = getattr(ssl_object, "_sslobj", ssl_object)
    try:
        chain = [
            cert if isinstance(cert, bytes) else cert.public_bytes() for cert in source.get_unverified_chain()
        ]
        return [cert if isinstance(cert, str) else ssl.DER_cert_to_PEM_cert(cert) for cert in chain]
    except (AttributeError, TypeError):
        certificate = ssl_object.getpeercert(binary_form=True)
        return [ssl.DER_cert_to_PEM_cert(certificate)] if certificate else []
