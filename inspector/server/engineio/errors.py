"""What a request for an Engine.IO path is refused with: code and message as the reference server has them."""

from __future__ import annotations

import enum
import json


class Refusal(enum.Enum):
    """A request that is not served; the value is its code in the response."""

    UNKNOWN_TRANSPORT = 0
    UNKNOWN_SID = 1
    BAD_HANDSHAKE_METHOD = 2
    BAD_REQUEST = 3
    FORBIDDEN = 4
    UNSUPPORTED_VERSION = 5

    @property
    def message(self) -> str:
        """The message that clients know it by."""
        return _MESSAGES[self]

    @property
    def status(self) -> int:
        """The HTTP status of the response."""
        return 403 if self is Refusal.FORBIDDEN else 400

    def body(self, message: str = "") -> bytes:
        """Give the response's body; another message says more than the usual one."""
        told = {"code": self.value, "message": message or self.message}
        return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


_MESSAGES = {
    Refusal.UNKNOWN_TRANSPORT: "Transport unknown",
    Refusal.UNKNOWN_SID: "Session ID unknown",
    Refusal.BAD_HANDSHAKE_METHOD: "Bad handshake method",
    Refusal.BAD_REQUEST: "Bad request",
    Refusal.FORBIDDEN: "Forbidden",
    Refusal.UNSUPPORTED_VERSION: "Unsupported protocol version",
}
