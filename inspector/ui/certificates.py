"""What the TLS record of a connection says, and its certificates, read only when they are shown."""

from __future__ import annotations

import json
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from inspector.ui.visible_text import visible

MAX_CERTIFICATES = 10
"""A longer chain is no chain that a client would follow."""
_MAX_NAMES = 50
_MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class TlsRecord:
    """The parts of `ConnectionRecord.tls` that could be read; `problem` says why there are none."""

    version: str = ""
    cipher: str = ""
    verified: bool | None = False
    """None: no certificate was asked for, as a server does with its clients."""
    alpn: str = ""
    chain: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CertificateText:
    """One certificate in words, safe to show; `problem` is set when it could not be read."""

    subject: str = ""
    issuer: str = ""
    valid_from: str = ""
    valid_until: str = ""
    names: str = ""
    problem: str = ""


def read_tls(text: str) -> TlsRecord:
    """Read the JSON of a connection's TLS; whatever is wrong with it becomes `problem`."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return TlsRecord(problem=_tr("The capture's TLS record is not JSON; it cannot be shown."))
    if not isinstance(loaded, dict):
        return TlsRecord(problem=_tr("The capture's TLS record is not an object; it cannot be shown."))
    chain = loaded.get("chain")
    return TlsRecord(
        _word(loaded.get("version")),
        _word(loaded.get("cipher")),
        None if loaded.get("verified", False) is None else loaded.get("verified") is True,
        _word(loaded.get("alpn")),
        tuple(pem for pem in chain if isinstance(pem, str)) if isinstance(chain, list) else (),
    )


def read_certificate(pem: str) -> CertificateText:
    """Parse one certificate; `cryptography` is loaded at the first one, for it is large."""
    from cryptography import x509

    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        return CertificateText(
            _shown(certificate.subject.rfc4514_string()),
            _shown(certificate.issuer.rfc4514_string()),
            f"{certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC",
            f"{certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC",
            _alternative_names(certificate.extensions),
        )
    except Exception as error:  # noqa: BLE001 - hostile certificates fail in many ways; all are shown
        reason = _shown(str(error).partition("\n")[0]) or type(error).__name__
        return CertificateText(problem=_tr("This certificate cannot be read: {0}").format(reason))


def _alternative_names(extensions: object) -> str:
    from cryptography import x509

    assert isinstance(extensions, x509.Extensions)
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    texts = [_shown(str(name.value)) for name in list(names)[:_MAX_NAMES]]
    more = len(list(names)) - len(texts)
    return ", ".join(texts) + (_tr(" and {0} more").format(more) if more else "")


def _word(value: object) -> str:
    return _shown(value) if isinstance(value, str) else ""


def _shown(text: str) -> str:
    safe = visible(text[:_MAX_TEXT])
    return f"{safe}…" if len(text) > _MAX_TEXT else safe


def _tr(text: str) -> str:
    return QCoreApplication.translate("Certificates", text)
