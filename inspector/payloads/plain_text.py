"""Text as it was sent."""

from __future__ import annotations

from inspector.payloads.view import NotThisFormatError, View

priority = 10


def decode(payload: bytes) -> View:
    """Show UTF-8 as text; raises `NotThisFormatError` for anything else."""
    try:
        return View("text", payload.decode())
    except UnicodeDecodeError as error:
        raise NotThisFormatError(f"Not UTF-8: {error.reason} at byte {error.start}.") from error
