"""Messages are compressed with permessage-deflate (RFC 7692), and the capture tells both sizes."""

from __future__ import annotations

from inspector.self_test.peer import Peer
from inspector.self_test.place import CheckFailedError, Place
from inspector.session.options import ConnectOptions
from inspector.wire.records import Direction

TITLE = "compression"
MESSAGE = "the same words over and over again; " * 500


async def check(place: Place) -> str:
    """Echo a message that compresses well, twice, and look at the frames."""
    async with Peer(ConnectOptions(f"{place.server.url}/echo"), place.capture) as peer:
        await peer.exchange(MESSAGE)
        await peer.exchange(MESSAGE)
    place.capture.flush()
    ids = list(place.capture.frame_ids(peer.connection_id))
    data = [frame for frame in place.capture.summaries_of(ids) if frame.length == len(MESSAGE)]
    small = [frame for frame in data if frame.head & 0x40 and frame.wire_length < frame.length // 10]
    if {frame.direction for frame in small} != set(Direction) or len(small) != len(data):
        raise CheckFailedError("Frames that should be compressed are not: permessage-deflate was not agreed.")
    return f"{len(MESSAGE):,} bytes became {small[0].wire_length:,} on the wire, RSV1 set"
