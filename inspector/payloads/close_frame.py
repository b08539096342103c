"""The body of a close frame (RFC 6455 §5.5.1)."""

from __future__ import annotations

from inspector.payloads.view import View
from inspector.wire.closecodes import close_code_name, describe_close


def decode(payload: bytes) -> View:
    """Show close code, its name and meaning, and the close reason; never fails."""
    if not payload:
        return View("close", "No close code (1005: no status received).")
    if len(payload) == 1:
        return View("close", f"One byte: {payload.hex()}.", "A close code needs two bytes.")
    code = int.from_bytes(payload[:2], "big")
    reason = payload[2:].decode(errors="replace")
    told = f"{code} {close_code_name(code)}\n{describe_close(code)}"
    return View("close", f"{told}\n\nReason: {reason}" if reason else f"{told}\n\nNo reason given.")
