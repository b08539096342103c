"""A server that sends what a trading page would be sent: something worth taking a picture of."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

PATH = "/ticker"
SUBSCRIBE = '{"op":"subscribe","channels":["trades","book"],"symbols":["BTC-EUR","ETH-EUR","SOL-EUR"]}'
UNSUBSCRIBE = '{"op": "unsubscribe", "channels": ["trades"], "symbols": ["SOL-EUR"]}'
LARGE = "json:$[2]>=0.2"
"""A filter for the large trades."""
_PRICES = {"BTC-EUR": 84_219.5, "ETH-EUR": 2_874.15, "SOL-EUR": 131.42}
_BEFORE_BOOK = 5
BOOK_ROW = 2 + _BEFORE_BOOK
"""The row of the book's state, from 0: after what was asked, the answer and some trades."""
_PER_SECOND = 9
"""How often some trades come at once."""


@asynccontextmanager
async def feed() -> AsyncIterator[str]:
    """Serve on a free port of this machine; gives the URL."""
    async with serve(_answer, "127.0.0.1", 0, ping_interval=None) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}{PATH}"


async def _answer(peer: ServerConnection) -> None:
    asked = json.loads(await peer.recv())
    chance = random.Random(171)  # noqa: S311 - the same numbers in every picture
    prices = dict(_PRICES)
    with suppress(ConnectionClosed):
        await _say(
            peer, {"type": "subscribed", "channels": asked["channels"], "count": len(asked["symbols"])}
        )
        for _ in range(_BEFORE_BOOK):
            await _say(peer, _trade(prices, chance))
        await _say(peer, _book(prices))
        while True:
            await asyncio.sleep(chance.expovariate(_PER_SECOND))
            for _ in range(chance.choices((1, 2, 4, 9), weights=(6, 3, 2, 1))[0]):
                await _say(peer, _trade(prices, chance))


async def _say(peer: ServerConnection, message: Any) -> None:
    await peer.send(json.dumps(message, separators=(",", ":")))


def _trade(prices: dict[str, float], chance: random.Random) -> list[Any]:
    """Give symbol, price, size and side."""
    symbol = chance.choices(list(prices), weights=(5, 3, 2))[0]
    prices[symbol] *= 1 + chance.gauss(0, 0.0002)
    size = round(chance.paretovariate(1.3) / 20, 4)
    return [symbol, round(prices[symbol], 2), size, chance.choice(["buy", "sell"])]


def _book(prices: dict[str, float]) -> dict[str, Any]:
    price = prices["BTC-EUR"]
    steps = ((0.5, 0.8201), (1.0, 1.25), (2.5, 0.1034))
    return {
        "type": "book",
        "symbol": "BTC-EUR",
        "sequence": 48_211_907,
        "bids": [[round(price - step, 2), size] for step, size in steps],
        "asks": [[round(price + step, 2), round(size * 0.7, 4)] for step, size in steps],
        "checksum": "9f3ac1d2",
        "complete": True,
    }
