"""Writes what one connection's tap sees into the capture."""

from __future__ import annotations

import time
from collections.abc import Sequence

from inspector.capture.capture_writer import CaptureWriter
from inspector.wire.handshake import check_request_head, check_response_head
from inspector.wire.http_head import check_line_ends, parse_head
from inspector.wire.records import Direction, Finding, FrameRow


class Recorder:
    """One connection's place in the capture.

    Rows are gathered until `flush`, so that a burst of judged frames costs one append.
    """

    def __init__(self, capture: CaptureWriter, connection_id: int) -> None:
        self.capture = capture
        self.connection_id = connection_id
        self._rows: list[FrameRow] = []
        self._received = 0
        self._findings: list[tuple[int, Finding]] = []
        self._headers: list[tuple[int, bytes]] = []
        self._request_head = b""

    def request_head(self, head: bytes, *, check: bool) -> None:
        """Keep the request head byte for byte; `check` when the other endpoint wrote it."""
        self._request_head = head
        self.capture.update_connection(self.connection_id, request_head=head)
        if check:
            self._note_failed([*check_line_ends("request", head), *check_request_head(parse_head(head))])

    def response_head(self, head: bytes, *, check: bool) -> None:
        """Keep the response head byte for byte; `check` when the other endpoint wrote it."""
        self.capture.update_connection(self.connection_id, response_head=head)
        if check:
            findings = check_response_head(parse_head(self._request_head), parse_head(head))
            self._note_failed([*check_line_ends("response", head), *findings])

    def unfinished_response_head(self, head: bytes) -> None:
        """Keep what came of a head that never ended: it is all that can tell what was wrong with it."""
        self.capture.update_connection(self.connection_id, response_head=head)
        self._note_failed(check_line_ends("response", head))

    def add(self, rows: list[FrameRow], findings: Sequence[Finding], header: bytes = b"") -> None:
        """Add rows of one direction in the order of the wire; the findings speak of the last one.

        So does `header`, which is given where it is not what the row's fields tell.
        """
        if rows and rows[0][1] == Direction.RECEIVED:
            self._received += len(rows)
        self._rows += rows
        if findings:
            self._findings += [(len(self._rows) - 1, finding) for finding in findings]
        if header:
            self._headers.append((len(self._rows) - 1, header))

    def find(self, payload: bytes, finding: Finding) -> None:
        """Add a finding on the frame whose payload this very object is, or on the last one received."""
        received = [index for index, row in enumerate(self._rows) if row[1] == Direction.RECEIVED]
        if not received:
            self.note("violation", finding.sentence, finding.section)
            return
        same = (index for index in received if self._rows[index][5] is payload)
        self._findings.append((next(same, received[-1]), finding))

    def flush(self) -> None:
        """Hand the rows so far to the capture."""
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        received, self._received = self._received, 0
        first_id = self.capture.append(self.connection_id, rows, received)
        if self._findings:
            findings, self._findings = self._findings, []
            for index, finding in findings:
                self.note("violation", finding.sentence, finding.section, first_id + index, rows[index][0])
        if self._headers:
            headers, self._headers = self._headers, []
            for index, header in headers:
                self.capture.keep_header(first_id + index, header)

    def note(
        self, kind: str, text: str, section: str = "", frame_id: int | None = None, time_ns: int | None = None
    ) -> None:
        """Note what else a person should know of this connection."""
        self.capture.add_note(
            kind,
            text,
            section=section,
            connection_id=self.connection_id,
            frame_id=frame_id,
            time_ns=time_ns or time.time_ns(),
        )

    def closed(self, code: int, reason: str, by: str) -> None:
        """Keep how the connection ended."""
        self.flush()
        self.capture.update_connection(
            self.connection_id, closed_ns=time.time_ns(), close_code=code, close_reason=reason, closed_by=by
        )

    def _note_failed(self, findings: list[Finding]) -> None:
        for finding in findings:
            if not finding.ok:
                self.note("violation", f"{finding.name}: {finding.sentence}", finding.section)
