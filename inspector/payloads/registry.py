"""Chooses how a payload is shown: the decoder of highest priority that can read it."""

from __future__ import annotations

from typing import Protocol

from inspector.payloads import close_frame, hex_dump, json_text, plain_text
from inspector.payloads.view import NotThisFormatError, View
from inspector.wire.records import Opcode


class Decoder(Protocol):
    """One format: a module with a priority and a function."""

    priority: int

    def decode(self, payload: bytes) -> View:
        """Make a view, or raise `NotThisFormatError`."""


_DECODERS: tuple[Decoder, ...] = (json_text, plain_text, hex_dump)


def best_view(payload: bytes, opcode: int = Opcode.TEXT) -> View:
    """Show a payload in the best way there is; total: it never raises."""
    if opcode == Opcode.CLOSE:
        return close_frame.decode(payload)
    problem = ""
    for decoder in sorted(_DECODERS, key=lambda decoder: -decoder.priority):
        try:
            view = decoder.decode(payload)
        except NotThisFormatError as error:
            problem = problem or str(error)
        except Exception as error:  # noqa: BLE001 — payloads are hostile, and a decoder's fault hides nothing
            problem = f"The decoder failed: {type(error).__name__}."
        else:
            return View(view.format, view.text, "" if _is_plain(view, problem) else problem)
    return View("hex", payload.hex(" "), problem)


def _is_plain(view: View, problem: str) -> bool:
    """Text that never looked like JSON needs no explanation."""
    return view.format == "JSON" or (problem.endswith("no JSON value.") and view.format == "text")
