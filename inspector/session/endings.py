"""How a connection that was OPEN ended, in words for a person."""

from __future__ import annotations

from websockets.frames import Close

from inspector.session.connection import SessionConnection
from inspector.session.events import Failed, Phase

_HINTS = {
    1002: "The notes say which rule was broken; the offending bytes are in the capture.",
    1007: "The notes say where; the offending bytes are in the capture.",
    1009: "Raise the largest message size in the options to receive such messages.",
    1011: "The network or the server may hang; raise the ping timeout if it is only slow.",
}


def explain_ending(connection: SessionConnection, *, asked_for: bool) -> Failed | None:
    """Say what went wrong, or give None for a connection that was closed as it should be.

    `asked_for` when the person closed it, whatever the code.
    """
    protocol = connection.protocol
    sent, received = protocol.close_sent, protocol.close_rcvd
    if sent is not None and not asked_for and connection.failed_here:
        # 7.1.7: this endpoint failed the connection; the code and reason are its own.
        return Failed(Phase.OPEN, failed_with(sent), _HINTS.get(sent.code, ""))
    if sent is not None and received is not None:
        return None
    if received is not None:
        return _failed(f"The other endpoint closed with {received.code}, and the answer could not be sent.")
    if sent is not None:
        return _failed("The other endpoint did not answer the close frame.")
    if connection.ending()[2] == "local":
        return _failed("The connection was aborted.")
    return _failed("The other endpoint dropped the TCP connection without a close frame.")


def failed_with(sent: Close) -> str:
    """Say that this endpoint failed the connection, and with which close frame (RFC 6455 §7.1.7)."""
    reason = f": {sent.reason}." if sent.reason else "."
    return f"The connection was failed with {int(sent.code)}{reason}"


def _failed(what: str) -> Failed:
    return Failed(Phase.OPEN, what, "")
