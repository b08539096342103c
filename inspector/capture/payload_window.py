"""Parts of payloads, read as they are looked at."""

from __future__ import annotations

import threading

from inspector.capture import schema
from inspector.capture.parts import Parts
from inspector.capture.rows import as_bytes

_BYTES = 8 * 1024 * 1024


class PayloadWindow:
    """Keeps what is around the part that was read last, where the payload is large.

    SQLite opens no blob incrementally in a table with generated columns, so that each reading costs as
    much as the whole (0.5 ms a megabyte).
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._kept = (0, 0, b"", False)

    def part(self, frame_id: int, offset: int, length: int) -> bytes:
        """Give a part of a payload, shorter at its end. Raises `CaptureError`."""
        if length <= 0 or offset < 0:
            return b""
        with self._lock:
            kept_id, start, kept, ended = self._kept
        if kept_id == frame_id and start <= offset and (ended or offset + length <= start + len(kept)):
            return kept[offset - start : offset - start + length]
        sql = "SELECT substr(CAST(payload AS BLOB), ?, ?) FROM frame WHERE id = ?"
        most = max(length, _BYTES)
        with self._parts.database_of(frame_id).reading() as connection:
            row = connection.execute(sql, (offset + 1, most, frame_id)).fetchone()
        part = as_bytes(row[0]) if row else b""
        if len(part) > schema.LARGE:
            with self._lock:
                self._kept = (frame_id, offset, part, len(part) < most)
        return part[:length]
