"""permessage-deflate with every window that the RFC has, on either side (RFC 7692 §7.1).

zlib makes no raw stream with a window of 8 bits, and so the library refuses to send through one. A window
of 9 bits does instead: with 512 bytes zlib looks back at most 250, which fit into the 256 of 8 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from websockets.exceptions import NegotiationError
from websockets.extensions.base import Extension
from websockets.extensions.permessage_deflate import (
    ClientPerMessageDeflateFactory,
    PerMessageDeflate,
    ServerPerMessageDeflateFactory,
)
from websockets.typing import ExtensionParameter

from inspector.session.options import Compression

_CLIENT_BITS, _SERVER_BITS = "client_max_window_bits", "server_max_window_bits"
_SERVER_WINDOW = 12
"""Bits that the local server takes by itself: 4 KiB for each connection and direction."""
_SETTINGS: dict[str, Any] = {"memLevel": 5}


class ClientDeflate(ClientPerMessageDeflateFactory):
    """The offer that a person chose, and what is made of the server's answer."""

    def __init__(self, compression: Compression) -> None:
        bits = compression.client_max_window_bits
        self._smallest = bits == 8
        super().__init__(
            server_no_context_takeover=compression.server_no_context_takeover,
            client_no_context_takeover=compression.client_no_context_takeover,
            server_max_window_bits=compression.server_max_window_bits,
            client_max_window_bits=True if bits is None else max(bits, 9),
            compress_settings=_SETTINGS,
        )

    def get_request_params(self) -> Sequence[ExtensionParameter]:
        """Give the parameters of the offer."""
        params = super().get_request_params()
        return _replaced(params, _CLIENT_BITS, "9", "8") if self._smallest else params

    def process_response_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> PerMessageDeflate:
        """Take the server's answer; raises `NegotiationError` when it does not fit the offer."""
        if self._smallest and (_CLIENT_BITS, "9") in params:
            raise NegotiationError(f"unsupported {_CLIENT_BITS}")
        return super().process_response_params(_replaced(params, _CLIENT_BITS, "8", "9"), accepted_extensions)


class ServerDeflate(ServerPerMessageDeflateFactory):
    """What the local server answers to an offer."""

    def __init__(self) -> None:
        super().__init__(
            server_max_window_bits=_SERVER_WINDOW,
            client_max_window_bits=_SERVER_WINDOW,
            compress_settings=_SETTINGS,
        )

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        """Give the answer, and the extension; raises `NegotiationError` for an offer that is none."""
        possible = _replaced(params, _SERVER_BITS, "8", "9")
        answer, extension = super().process_request_params(possible, accepted_extensions)
        if (_SERVER_BITS, "8") in params:
            answer = _replaced(answer, _SERVER_BITS, "9", "8")
        return answer, extension


def _replaced(
    params: Sequence[ExtensionParameter], name: str, old: str, new: str
) -> list[ExtensionParameter]:
    """Give the parameters with another value of one of them."""
    return [(key, new if (key, value) == (name, old) else value) for key, value in params]
