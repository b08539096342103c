"""Why a connection failed, in words: which step, what, and what to try."""

from __future__ import annotations

import errno
import socket
import ssl
from urllib.parse import urlsplit

from websockets.exceptions import InvalidHandshake, InvalidMessage

from inspector.session.errors import SessionError
from inspector.session.events import Failed, Phase
from inspector.session.handshake_failures import explain_handshake, rejection
from inspector.session.options import ConnectOptions
from inspector.session.progress import Progress
from inspector.session.proxies import ProxyRefusedError, ProxyUnreachableError
from inspector.session.tls_failures import explain_tls

_STEPS = {
    Phase.DNS: "looking up the host name",
    Phase.TCP: "opening the TCP connection",
    Phase.PROXY: "connecting through the proxy",
    Phase.TLS: "waiting for the server in the TLS handshake",
    Phase.UPGRADE: "waiting for the response to the opening handshake",
}
_TLS_PROXY_HINT = (
    "Check the scheme of its address, http:// or https://; its certificate has to be one that this system "
    "or the CA file of the TLS options trusts."
)
_LOST = (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED)


def explain(error: BaseException, progress: Progress, options: ConnectOptions) -> Failed:
    """Say what an exception that ended the dialling of `options` means; total."""
    parts = urlsplit(options.url)
    host = parts.hostname or ""
    place = f"{host} port {parts.port or (443 if parts.scheme == 'wss' else 80)}"
    lost_because = progress.connection.lost_because if progress.connection is not None else None
    if isinstance(error, InvalidMessage) and lost_because is not None:
        # The library only says that the stream ended; the transport knows why.
        error = lost_because
    phase = progress.phase
    match error:
        case SessionError():
            return Failed(phase, str(error), "")
        case ProxyUnreachableError() | ProxyRefusedError():
            return _proxy(error)
        case ssl.SSLError():
            return explain_tls(error, phase, host)
        case InvalidHandshake():
            return explain_handshake(error, progress.connection)
        case socket.gaierror() | UnicodeError():
            return Failed(phase, f"The host name {host} cannot be found.", _dns_hint(error))
        case TimeoutError() if error.errno is None:
            return _timed_out(progress, options)
        case OSError():
            return Failed(phase, *_network(error, phase, place))
    return Failed(phase, f"Something unforeseen: {type(error).__name__}: {error}.", "Please report this.")


def _timed_out(progress: Progress, options: ConnectOptions) -> Failed:
    rejected = rejection(progress.connection)
    if rejected:
        return Failed(
            progress.phase, rejected, "The body of that response did not end before the open timeout."
        )
    step = _STEPS.get(progress.phase, "connecting")
    return Failed(
        progress.phase,
        f"Timed out after {options.open_timeout or 0:g} s while {step}.",
        "Check that the server is up and reachable, or raise the open timeout in the options.",
    )


def _dns_hint(error: BaseException) -> str:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return "The name server does not answer: check the network."
    return "Check the spelling; a name inside a company may need its VPN."


def _network(error: OSError, phase: Phase, place: str) -> tuple[str, str]:
    match error.errno:
        case errno.ECONNREFUSED:
            return (
                f"{place} refused the connection: nothing listens there.",
                "Start the server, or check host and port.",
            )
        case errno.EHOSTUNREACH | errno.ENETUNREACH | errno.EADDRNOTAVAIL:
            return (f"There is no route to {place}.", "Check the network, or the VPN that leads there.")
        case errno.ETIMEDOUT:
            return (f"{place} does not answer.", "The host is down, or a firewall drops the packets.")
        case errno.EACCES | errno.EPERM:
            return (f"The system does not allow a connection to {place}.", "A local firewall may forbid it.")
        case number if phase is Phase.TLS and (number is None or number in _LOST):
            # asyncio raises these, without a number too, when the stream ends in the TLS handshake.
            return (
                f"{place} closed the connection during the TLS handshake.",
                "It may not speak TLS on this port: try ws:// instead of wss://.",
            )
        case number if number in _LOST:
            return (
                f"{place} reset the connection while {_STEPS.get(phase, 'connecting')}.",
                "A wrong port, a proxy or a firewall can do this; the server's log may say more.",
            )
    return (f"{place} cannot be reached: {error.strerror or error}.", "Check host, port and network.")


def _proxy(error: ProxyUnreachableError | ProxyRefusedError) -> Failed:
    if isinstance(error, ProxyRefusedError):
        return Failed(Phase.PROXY, f"The proxy refused: {error.why}.", _proxy_hint(error))
    cause = error.__cause__
    if isinstance(cause, ssl.SSLError):
        told = explain_tls(cause, Phase.PROXY, error.host).what.replace("The server", "The proxy")
        return Failed(Phase.PROXY, told, _TLS_PROXY_HINT)
    if isinstance(cause, OSError) and not isinstance(cause, socket.gaierror):
        what, _ = _network(cause, Phase.PROXY, f"The proxy {error.host} port {error.port}")
    else:
        what = f"The proxy's host name {error.host} cannot be found."
    return Failed(Phase.PROXY, what, "Check its address in the options.")


def _proxy_hint(error: ProxyRefusedError) -> str:
    why = error.why.lower()
    if (error.head is not None and error.head.status == 407) or "auth" in why:
        return (
            "It wants a user name and password: put them into its URL, as in http://user:password@host:port."
        )
    if error.head is not None and error.head.status is not None:
        return "It reached no server there, or does not allow it: check the URL."
    return "Check its address and its kind, http://, https:// or socks5://, in the options."
