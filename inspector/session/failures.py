"""Why a connection failed, in words: which step, what, and what to try."""

from __future__ import annotations

import errno
import socket
import ssl
from urllib.parse import urlsplit

from websockets.exceptions import (
    InvalidHandshake,
    InvalidHeader,
    InvalidMessage,
    InvalidStatus,
    NegotiationError,
    SecurityError,
)

from inspector.session.errors import SessionError
from inspector.session.events import Failed, Phase
from inspector.wire.handshake import Head, explain_status

_STEPS = {
    Phase.DNS: "looking up the host name",
    Phase.TCP: "opening the TCP connection",
    Phase.PROXY: "connecting through the proxy",
    Phase.TLS: "the TLS handshake",
    Phase.UPGRADE: "waiting for the response to the opening handshake",
}
# OpenSSL's numbers for what is wrong with a certificate, from x509_vfy.h.
_EXPIRED, _NOT_YET, _SELF_SIGNED, _SELF_SIGNED_IN_CHAIN, _UNKNOWN_ISSUER, _NO_FIRST, _HOSTNAME, _IP = (
    10, 9, 18, 19, 20, 21, 62, 64,
)  # fmt: skip


def explain(error: BaseException, phase: Phase, url: str, timeout: float | None = None) -> Failed:
    """Say what an exception in a phase of dialling means; total."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "wss" else 80)
    if isinstance(error, SessionError):
        return Failed(phase, str(error), "")
    if isinstance(error, TimeoutError) and not (isinstance(error, OSError) and error.errno):
        step = _STEPS.get(phase, "connecting")
        return Failed(
            phase,
            f"Timed out after {timeout or 0:g} s while {step}.",
            "Check that the server is up and reachable, or raise the open timeout in the options.",
        )
    if isinstance(error, ssl.SSLError):
        return _tls(error, host)
    if isinstance(error, InvalidHandshake):
        return _handshake(error)
    if type(error).__module__.startswith("python_socks"):
        return _proxy(error)
    if isinstance(error, socket.gaierror):
        return _dns(error, host)
    if isinstance(error, OSError):
        return _network(error, phase, host, port)
    return Failed(phase, f"Something unforeseen: {type(error).__name__}: {error}.", "Please report this.")


def _dns(error: socket.gaierror, host: str) -> Failed:
    if error.errno == socket.EAI_AGAIN:
        hint = "The name server does not answer: check the network."
    else:
        hint = "Check the spelling; a name inside a company may need its VPN."
    return Failed(Phase.DNS, f"The host name {host} cannot be found.", hint)


def _network(error: OSError, phase: Phase, host: str, port: int) -> Failed:
    place = f"{host} port {port}"
    match error.errno:
        case errno.ECONNREFUSED:
            what = f"{place} refused the connection: nothing listens there."
            hint = "Start the server, or check host and port."
        case errno.ECONNRESET | errno.EPIPE:
            what = f"{place} reset the connection during this step."
            hint = "A wrong port, a proxy or a firewall can do this; the server's log may say more."
        case errno.EHOSTUNREACH | errno.ENETUNREACH:
            what = f"There is no route to {place}."
            hint = "Check the network, or the VPN that leads there."
        case errno.ETIMEDOUT:
            what = f"{place} does not answer."
            hint = "The host is down, or a firewall drops the packets."
        case errno.EACCES | errno.EPERM:
            what = f"The system does not allow a connection to {place}."
            hint = "A local firewall may forbid it."
        case _ if phase is Phase.TLS:
            what = f"{place} closed the connection during the TLS handshake."
            hint = "It may not speak TLS on this port: try ws:// instead of wss://."
        case _:
            what = f"{place} cannot be reached: {error.strerror or error}."
            hint = "Check host, port and network."
    return Failed(phase, what, hint)


def _tls(error: ssl.SSLError, host: str) -> Failed:
    what, hint = _tls_words(error, host)
    return Failed(Phase.TLS, what, hint)


def _tls_words(error: ssl.SSLError, host: str) -> tuple[str, str]:
    off = "or turn verification off for this connection"
    text = str(error).upper()
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_words(error, host, off)
    if "WRONG_VERSION_NUMBER" in text or "HTTP_REQUEST" in text or "RECORD_LAYER" in text:
        return (
            "The server does not speak TLS on this port.",
            "Try ws:// instead of wss://, or another port.",
        )
    if "CERTIFICATE_REQUIRED" in text or "BAD_CERTIFICATE" in text:
        return ("The server wants a client certificate.", "Set certificate and key in the TLS options.")
    if "UNSUPPORTED_PROTOCOL" in text or "PROTOCOL_VERSION" in text or "VERSION_TOO_LOW" in text:
        return ("The server only speaks TLS versions that are too old.", "It needs TLS 1.2 or later.")
    if "UNKNOWN_CA" in text:
        return ("The server does not trust the client certificate.", "Use one that its CA issued.")
    if "HANDSHAKE_FAILURE" in text:
        return ("The server found no common TLS parameters.", "It may want a client certificate.")
    if "UNRECOGNIZED_NAME" in text:
        return (f"The server does not know the name {host}.", "Check the host name.")
    reason = (error.reason or str(error)).replace("_", " ").lower()
    return (f"The TLS handshake failed: {reason}.", "The server's log may say more.")


def _certificate_words(error: ssl.SSLCertVerificationError, host: str, off: str) -> tuple[str, str]:
    match error.verify_code:
        case code if code == _EXPIRED:
            return ("The server's certificate has expired.", f"Renew it on the server, {off}.")
        case code if code == _NOT_YET:
            return ("The server's certificate is not valid yet.", "Check the clocks of both machines.")
        case code if code in (_HOSTNAME, _IP):
            return (
                f"The server's certificate is not for {host}: {error.verify_message.rstrip('.')}.",
                f"Use a name that the certificate lists, {off}.",
            )
        case code if code == _SELF_SIGNED:
            return ("The server's certificate is self-signed.", f"Add it as a CA file in the options, {off}.")
        case code if code in (_SELF_SIGNED_IN_CHAIN, _UNKNOWN_ISSUER, _NO_FIRST):
            return (
                "The server's certificate comes from a CA that this system does not trust.",
                f"Add that CA's file in the options, {off}.",
            )
    return (f"The server's certificate was refused: {error.verify_message or error}.", f"Correct it, {off}.")


def _handshake(error: InvalidHandshake) -> Failed:
    if isinstance(error, InvalidStatus):
        response = error.response
        head = Head(
            f"HTTP/1.1 {response.status_code} {response.reason_phrase}", tuple(response.headers.raw_items())
        )
        return Failed(
            Phase.UPGRADE, explain_status(response.status_code, head, bytes(response.body or b"")), ""
        )
    if isinstance(error, NegotiationError):
        what = f"The server's answer does not fit what was offered: {error}."
        return Failed(Phase.UPGRADE, what, "The handshake tab shows both heads and what is wrong.")
    if isinstance(error, InvalidHeader):
        what = f"The server's response is not a WebSocket handshake: {error}."
        return Failed(Phase.UPGRADE, what, "The handshake tab shows both heads and what is wrong.")
    if isinstance(error, SecurityError):
        return Failed(Phase.UPGRADE, f"The server's response head is too large: {error}.", "")
    return _message(error) if isinstance(error, InvalidMessage) else Failed(Phase.UPGRADE, f"{error}.", "")


def _message(error: InvalidMessage) -> Failed:
    cause = error.__cause__
    text = str(cause or error)
    if isinstance(cause, EOFError):
        if "after 0 bytes" in text or "connection closed while reading HTTP status line" in text:
            what = "The server closed the connection before it answered the opening handshake."
        else:
            what = "The server closed the connection in the middle of its response head."
        return Failed(Phase.UPGRADE, what, "Its log may say why; check path, headers and Origin.")
    if isinstance(cause, SecurityError) or "too many" in text or "too long" in text or "no more than" in text:
        return Failed(Phase.UPGRADE, f"The server's response head is too large: {text}.", "")
    return Failed(
        Phase.UPGRADE,
        f"The server's answer is not HTTP: {text}.",
        "Another service may listen on this port; wss:// may be needed.",
    )


def _proxy(error: BaseException) -> Failed:
    name = type(error).__name__
    if "Timeout" in name:
        return Failed(Phase.PROXY, "The proxy did not answer in time.", "Check its address in the options.")
    text = str(error).rstrip(".")
    if "Connection" in name:
        return Failed(
            Phase.PROXY, f"The proxy cannot be reached: {text}.", "Check its address in the options."
        )
    hint = (
        "It may want a user name and password in its URL." if "auth" in text.lower() or "407" in text else ""
    )
    return Failed(Phase.PROXY, f"The proxy refused: {text}.", hint)
