"""The capture file as SQL: its tables, its marks, and what a file must be to count as one."""

from __future__ import annotations

from pathlib import Path

import apsw

from inspector.capture.records import CaptureError

APPLICATION_ID = 0x57534350
VERSION = 1
PREVIEW = 256
"""Bytes of payload in a summary."""
LARGE = 65_536
"""Payloads above this have their preview in an index, so that it is read without them."""

CONNECTION_COLUMNS = (
    "id", "url", "opened_ns", "closed_ns", "request_head", "response_head", "subprotocol", "extensions",
    "tls", "close_code", "close_reason", "closed_by", "error",
)  # fmt: skip
ENDPOINT_COLUMNS = ("connection_id", "role", "peer", "timings")
"""What this program knows beyond the contract's columns; other programs may leave the table out."""
BOOKMARK_COLUMNS = ("frame_id", "time_ns", "text")
HEADER_COLUMNS = ("frame_id", "header")
"""The headers of frames whose length is not minimal: their other columns do not tell the form."""
HTTP_COLUMNS = ("frame_id", "head")
"""The heads of HTTP messages, whose rows in `frame` have no first byte."""
NOTE_COLUMNS = ("id", "time_ns", "kind", "text", "section", "connection_id", "frame_id")
FRAME_COLUMNS = (
    "id", "connection_id", "time_ns", "direction", "head", "masking_key", "wire_length", "payload",
)  # fmt: skip

# The payload is the last column that is stored: what a scan does not ask for stays unread.
_TABLES = f"""
CREATE TABLE connection(
    id INTEGER PRIMARY KEY, url TEXT, opened_ns INTEGER, closed_ns INTEGER,
    request_head BLOB, response_head BLOB, subprotocol TEXT, extensions TEXT, tls TEXT,
    close_code INTEGER, close_reason TEXT, closed_by TEXT, error TEXT);
CREATE TABLE endpoint(connection_id INTEGER PRIMARY KEY, role TEXT, peer TEXT, timings TEXT);
CREATE TABLE frame(
    id INTEGER PRIMARY KEY, connection_id INTEGER, time_ns INTEGER, direction INTEGER, head INTEGER,
    masking_key BLOB, wire_length INTEGER, payload BLOB,
    fin INTEGER GENERATED ALWAYS AS (head >> 7) VIRTUAL,
    rsv1 INTEGER GENERATED ALWAYS AS ((head >> 6) & 1) VIRTUAL,
    rsv2 INTEGER GENERATED ALWAYS AS ((head >> 5) & 1) VIRTUAL,
    rsv3 INTEGER GENERATED ALWAYS AS ((head >> 4) & 1) VIRTUAL,
    opcode INTEGER GENERATED ALWAYS AS (head & 15) VIRTUAL);
CREATE TABLE http_message(frame_id INTEGER PRIMARY KEY, head BLOB);
CREATE TABLE frame_header(frame_id INTEGER PRIMARY KEY, header BLOB);
CREATE TABLE bookmark(frame_id INTEGER PRIMARY KEY, time_ns INTEGER, text TEXT);
CREATE INDEX frame_preview ON frame(id, substr(payload, 1, {PREVIEW})) WHERE length(payload) > {LARGE};
CREATE TABLE note(
    id INTEGER PRIMARY KEY, time_ns INTEGER, kind TEXT, text TEXT, section TEXT,
    connection_id INTEGER, frame_id INTEGER);
CREATE INDEX note_frame ON note(frame_id) WHERE frame_id IS NOT NULL;
CREATE TABLE property(name TEXT PRIMARY KEY, value);
INSERT INTO property VALUES ('open', 1);
"""

# RFC 6455 §5.4: control frames, and frames of other connections, may stand between the fragments of a
# message. Its continuation frames end at the one with FIN, or where the next message starts without it.
_FRAGMENTS = """
    FROM frame g WHERE g.connection_id = f.connection_id AND g.direction = f.direction
    AND (g.id = f.id OR g.opcode = 0) AND g.id BETWEEN f.id AND f.last"""
_MESSAGE_VIEW = f"""
CREATE VIEW message AS
SELECT id, connection_id, time_ns, direction,
    CASE opcode WHEN 1 THEN 'text' ELSE 'binary' END AS type,
    CASE WHEN fin THEN 1 ELSE (SELECT count(*) {_FRAGMENTS}) END AS frames,
    CASE WHEN fin THEN length(payload) ELSE (SELECT sum(length(payload)) {_FRAGMENTS}) END AS length,
    CASE WHEN fin THEN payload ELSE (
        SELECT CAST(group_concat(CAST(payload AS TEXT), '') AS BLOB)
        FROM (SELECT payload {_FRAGMENTS} ORDER BY g.id)) END AS payload
FROM (SELECT *, CASE WHEN fin THEN id ELSE ifnull(
        (SELECT h.id FROM frame h WHERE h.id > e.id AND h.connection_id = e.connection_id
         AND h.direction = e.direction AND (h.opcode IN (1, 2) OR (h.opcode = 0 AND h.fin))
         ORDER BY h.id LIMIT 1),
        9223372036854775807) END AS last
      FROM frame e WHERE opcode IN (1, 2)) f;
"""


def make_tables(connection: apsw.Connection) -> None:
    """Make an empty capture, marked as being written."""
    with connection:
        connection.execute(_TABLES + _MESSAGE_VIEW)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}")


def complete_tables(connection: apsw.Connection) -> None:
    """Add what captures of other programs may leave out."""
    with connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS endpoint(connection_id INTEGER PRIMARY KEY, role, peer, timings);"
            "CREATE TABLE IF NOT EXISTS http_message(frame_id INTEGER PRIMARY KEY, head);"
            "CREATE TABLE IF NOT EXISTS frame_header(frame_id INTEGER PRIMARY KEY, header BLOB);"
            "CREATE TABLE IF NOT EXISTS bookmark(frame_id INTEGER PRIMARY KEY, time_ns INTEGER, text TEXT);"
            "CREATE TABLE IF NOT EXISTS note(id INTEGER PRIMARY KEY);"
            "CREATE TABLE IF NOT EXISTS property(name TEXT PRIMARY KEY, value)"
        )
        for table, names in (
            ("connection", CONNECTION_COLUMNS),
            ("endpoint", ENDPOINT_COLUMNS),
            ("http_message", HTTP_COLUMNS),
            ("frame_header", HEADER_COLUMNS),
            ("bookmark", BOOKMARK_COLUMNS),
            ("note", NOTE_COLUMNS),
        ):
            present = columns_of(connection, table)
            for name in names:
                if name not in present:
                    connection.execute(f"ALTER TABLE {table} ADD COLUMN {name}")
        connection.execute(
            "CREATE INDEX IF NOT EXISTS note_frame ON note(frame_id) WHERE frame_id IS NOT NULL"
        )


def check_is_capture(connection: apsw.Connection, path: Path) -> None:
    """Raise `CaptureError` unless the file is a capture of this version or an older one."""
    if connection.pragma("application_id") != APPLICATION_ID:
        raise CaptureError(f"{path} is a database, but not a capture: choose another file.")
    version = connection.pragma("user_version")
    if version > VERSION:
        raise CaptureError(
            f"{path} is a capture of version {version}, and this program reads version {VERSION}: "
            "update the program."
        )
    missing = set(FRAME_COLUMNS) - columns_of(connection, "frame")
    if missing or "id" not in columns_of(connection, "connection"):
        raise CaptureError(f"{path} lacks tables that a capture has: choose another file.")


def columns_of(connection: apsw.Connection, table: str) -> set[str]:
    """Give the columns that a table really has; none when it is missing."""
    return {str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")}


def has_previews(connection: apsw.Connection) -> bool:
    """Tell whether the previews of large payloads are in an index, as this program makes it."""
    found = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'frame_preview'").fetchone()
    return found is not None and f"length(payload) > {LARGE}" in str(found[0])


def open_mark(connection: apsw.Connection) -> bool | None:
    """Tell whether its last writer has not closed it; None for a capture that only other programs wrote."""
    if not columns_of(connection, "property"):
        return None
    row = connection.execute("SELECT value FROM property WHERE name = 'open'").fetchone()
    return bool(row[0]) if row is not None else None
