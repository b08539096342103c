"""From an HTTP request of long-polling to the engine that it is for: who may ask, CORS, the record."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from websockets.datastructures import Headers

from inspector.server.connection import shown_address, tls_facts
from inspector.server.engineio.engine import refuse
from inspector.server.engineio.errors import Refusal
from inspector.server.engineio.exchange import Exchange
from inspector.server.engineio.payload import TEXT
from inspector.server.engineio.recording import PollingRecord

if TYPE_CHECKING:
    from inspector.server.arrival import Arrival

_METHODS = "GET,HEAD,POST,OPTIONS"
_PREFLIGHT_SECONDS = "600"


def dispatch(arrival: Arrival, exchange: Exchange) -> None:
    """Let the engine at the request's path answer it, unless its sender may not ask."""
    local, transport = arrival.local, arrival.transport
    engine = local.front.engine_at(exchange.path)
    assert engine is not None

    def make_record() -> PollingRecord:
        return PollingRecord(
            local.capture,
            local.front.http_url_of(exchange.get("host"), exchange.path, exchange.query),
            shown_address(transport.get_extra_info("peername")),
            tls_facts(transport, local.chain),
        )

    _hold_while_full(arrival)
    refused = local.front.refuse_stranger(Headers(exchange.headers), transport.get_extra_info("sockname"))
    if refused is not None:
        refuse(exchange, make_record(), Refusal.FORBIDDEN, refused[1])
        return
    exchange.more_headers = _cors(exchange)
    if exchange.method == "OPTIONS" and exchange.get("access-control-request-method") is not None:
        _preflight(exchange, make_record())
    else:
        engine.polling_request(exchange, make_record)


def _cors(exchange: Exchange) -> list[tuple[str, str]]:
    """Let the page that asks read the response: its origin has been found to be this machine."""
    origin = exchange.get("origin")
    if origin is None:
        return []
    return [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Credentials", "true"),
        ("Vary", "Origin"),
    ]


def _preflight(exchange: Exchange, record: PollingRecord) -> None:
    """Say what a page from another port of this machine may send (Fetch §3.2.2)."""
    headers = [
        ("Access-Control-Allow-Methods", _METHODS),
        ("Access-Control-Max-Age", _PREFLIGHT_SECONDS),
    ]
    asked = exchange.get("access-control-request-headers")
    if asked is not None:
        headers.append(("Access-Control-Allow-Headers", asked))

    def answer() -> None:
        record.request(exchange)
        exchange.respond(204, b"", TEXT, headers)
        record.close("local")

    exchange.when_whole(answer, answer)


def _hold_while_full(arrival: Arrival) -> None:
    """Read no more while the capture has no room; its writer is another thread."""
    capture, loop = arrival.local.capture, asyncio.get_running_loop()
    if not capture.full:
        return
    arrival.hold("capture")

    def drained() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(arrival.release, "capture")

    capture.on_drained(drained)
