"""Which check of a TLS handshake failed, and what to try."""

from __future__ import annotations

import ssl

from inspector.session.events import Failed, Phase

# OpenSSL's numbers for what is wrong with a certificate, from x509_vfy.h.
_NOT_YET, _EXPIRED = 9, 10
_SELF_SIGNED, _SELF_SIGNED_IN_CHAIN = 18, 19
_UNKNOWN_ISSUER, _NO_FIRST = 20, 21
_HOST_NAME, _IP_ADDRESS = 62, 64
_OFF = "or turn verification off for this connection"

# Parts of OpenSSL's reasons, what each means for a person, and what to try; the first that fits counts.
_REASONS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("CERTIFICATE_REQUIRED", "BAD_CERTIFICATE"),
        "The server wants a client certificate that it accepts.",
        "Set certificate and key in the TLS options.",
    ),
    (
        ("UNKNOWN_CA", "CERTIFICATE_UNKNOWN", "CERTIFICATE_EXPIRED", "UNSUPPORTED_CERTIFICATE"),
        "The server does not accept the client certificate.",
        "Use one that is valid, and that its CA issued.",
    ),
    (
        ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "VERSION_TOO_LOW"),
        "The server and this program have no TLS version in common.",
        "This program needs TLS 1.2 or later: update the server.",
    ),
    (
        ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"),
        "The server does not speak TLS on this port.",
        "Try ws:// instead of wss://, or another port.",
    ),
    (
        ("HANDSHAKE_FAILURE", "NO_SHARED_CIPHER", "INSUFFICIENT_SECURITY"),
        "The server found no TLS parameters in common.",
        "It may want a client certificate, or only know ciphers that are no longer safe.",
    ),
    (
        ("NO_APPLICATION_PROTOCOL",),
        "The server does not offer HTTP/1.1 on this port (ALPN).",
        "A WebSocket handshake needs HTTP/1.1: try another port.",
    ),
    (
        ("UNEXPECTED_EOF",),
        "The server closed the connection during the TLS handshake.",
        "It may not speak TLS on this port: try ws:// instead of wss://.",
    ),
)


def explain_tls(error: ssl.SSLError, phase: Phase, host: str) -> Failed:
    """Say what a TLS error means; with TLS 1.3 it may come after the handshake, from the server."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failed(Phase.TLS, *_certificate(error, host))
    text = str(error).upper()
    if "UNRECOGNIZED_NAME" in text:
        return Failed(Phase.TLS, f"The server does not know the name {host}.", "Check the host name.")
    for parts, what, hint in _REASONS:
        if any(part in text for part in parts):
            return Failed(Phase.TLS, what, hint)
    reason = (error.reason or str(error)).replace("_", " ").lower()
    step = "handshake" if phase is Phase.TLS else "connection"
    return Failed(Phase.TLS, f"The TLS {step} failed: {reason}.", "The server's log may say more.")


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> tuple[str, str]:
    match getattr(error, "verify_code", 0):
        case code if code == _EXPIRED:
            return ("The server's certificate has expired.", f"Renew it on the server, {_OFF}.")
        case code if code == _NOT_YET:
            return ("The server's certificate is not valid yet.", "Check the clocks of both machines.")
        case code if code in (_HOST_NAME, _IP_ADDRESS):
            return (
                f"The server's certificate is for other names than {host}.",
                f"Use a name that the certificate lists, {_OFF}.",
            )
        case code if code == _SELF_SIGNED:
            return (
                "The server's certificate is self-signed.",
                f"Add it as a CA file in the options, {_OFF}.",
            )
        case code if code in (_SELF_SIGNED_IN_CHAIN, _UNKNOWN_ISSUER, _NO_FIRST):
            return (
                "The server's certificate comes from a CA that this system does not trust.",
                f"Add that CA's file, {_OFF}.",
            )
    said = (getattr(error, "verify_message", "") or str(error)).rstrip(".")
    return (f"The server's certificate was refused: {said}.", f"Correct it, {_OFF}.")
