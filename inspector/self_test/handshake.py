"""The opening handshakes of the connections before keep every rule of RFC 6455 §4, on both sides."""

from __future__ import annotations

from inspector.capture.records import ConnectionRecord
from inspector.self_test.place import CheckFailedError, Place
from inspector.wire.handshake import check_request_head, check_response_head
from inspector.wire.http_head import parse_head

TITLE = "opening handshake"


async def check(place: Place) -> str:
    """Judge the heads in the capture byte for byte as they were on the wire."""
    place.capture.flush()
    records = place.capture.connections()
    checked = sum(_judge(record) for record in records)
    if not checked:
        raise CheckFailedError("The capture holds no handshake: no connection was made.")
    return f"{checked} rules kept in {len(records)} handshakes"


def _judge(record: ConnectionRecord) -> int:
    request = parse_head(record.request_head or b"")
    response = parse_head(record.response_head or b"")
    findings = check_request_head(request) + check_response_head(request, response)
    for finding in findings:
        if not finding.ok:
            raise CheckFailedError(f"{record.url}: {finding.sentence} ({finding.section})")
    return len(findings)
