"""What a request for an Engine.IO path says of itself in its query."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

_MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """The parameters that the protocol knows; whatever else the query holds is the application's."""

    eio: str
    transport: str
    sid: str
    base64: bool
    """v3: the client takes no binary payloads."""
    jsonp: bool

    @property
    def protocol(self) -> int | None:
        """The version of the protocol, or None for one that is not spoken here."""
        return {"4": 4, "3": 3}.get(self.eio)


def read_request(query: str) -> EngineRequest | None:
    """Read a query; None when it has too many fields."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    first = dict(reversed(pairs))
    return EngineRequest(
        eio=first.get("EIO", ""),
        transport=first.get("transport", ""),
        sid=first.get("sid", ""),
        base64=bool(first.get("b64")),
        jsonp="j" in first,
    )
