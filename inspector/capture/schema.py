"""The capture file as SQL: its tables, its marks, and what a file must be to count as one."""

from __future__ import annotations

from pathlib import Path

import apsw

from inspector.capture.records import CaptureError

APPLICATION_ID = 0x57534350
VERSION = 1

CONNECTION_COLUMNS = (
    "id", "url", "opened_ns", "closed_ns", "request_head", "response_head", "subprotocol", "extensions",
    "tls", "close_code", "close_reason", "closed_by", "error",
)  # fmt: skip
ENDPOINT_COLUMNS = ("role", "peer", "timings")
"""What this program knows beyond the contract's columns; other programs may leave the table out."""
NOTE_COLUMNS = ("id", "time_ns", "kind", "text", "section", "connection_id", "frame_id")
FRAME_COLUMNS = (
    "id",
    "connection_id",
    "time_ns",
    "direction",
    "head",
    "masking_key",
    "wire_length",
    "payload",
)

_TABLES = """
CREATE TABLE {db}.connection(
    id INTEGER PRIMARY KEY, url TEXT, opened_ns INTEGER, closed_ns INTEGER,
    request_head BLOB, response_head BLOB, subprotocol TEXT, extensions TEXT, tls TEXT,
    close_code INTEGER, close_reason TEXT, closed_by TEXT, error TEXT);
CREATE TABLE {db}.endpoint(connection_id INTEGER PRIMARY KEY, role TEXT, peer TEXT, timings TEXT);
CREATE TABLE {db}.frame(
    id INTEGER PRIMARY KEY, connection_id INTEGER, time_ns INTEGER, direction INTEGER, head INTEGER,
    masking_key BLOB, wire_length INTEGER, payload BLOB,
    fin INTEGER GENERATED ALWAYS AS (head >> 7) VIRTUAL,
    rsv1 INTEGER GENERATED ALWAYS AS ((head >> 6) & 1) VIRTUAL,
    rsv2 INTEGER GENERATED ALWAYS AS ((head >> 5) & 1) VIRTUAL,
    rsv3 INTEGER GENERATED ALWAYS AS ((head >> 4) & 1) VIRTUAL,
    opcode INTEGER GENERATED ALWAYS AS (head & 15) VIRTUAL);
CREATE TABLE {db}.note(
    id INTEGER PRIMARY KEY, time_ns INTEGER, kind TEXT, text TEXT, section TEXT,
    connection_id INTEGER, frame_id INTEGER);
CREATE INDEX {db}.note_frame ON note(frame_id) WHERE frame_id IS NOT NULL;
CREATE TABLE {db}.property(name TEXT PRIMARY KEY, value);
"""

# A message ends at the first final data frame of its connection and direction; control frames and
# other connections may stand between its fragments (RFC 6455 §5.4).
_MESSAGE_VIEW = """
CREATE VIEW {db}.message AS
SELECT id, connection_id, time_ns, direction,
    CASE opcode WHEN 1 THEN 'text' ELSE 'binary' END AS type,
    CASE WHEN fin THEN 1 ELSE (
        SELECT count(*) FROM frame g WHERE g.connection_id = f.connection_id
        AND g.direction = f.direction AND g.opcode IN (0, 1, 2) AND g.id BETWEEN f.id AND last) END AS frames,
    CASE WHEN fin THEN length(payload) ELSE (
        SELECT sum(length(payload)) FROM frame g WHERE g.connection_id = f.connection_id
        AND g.direction = f.direction AND g.opcode IN (0, 1, 2) AND g.id BETWEEN f.id AND last) END AS length,
    CASE WHEN fin THEN payload ELSE (
        SELECT CAST(group_concat(CAST(payload AS TEXT), '') AS BLOB) FROM (
            SELECT payload FROM frame g WHERE g.connection_id = f.connection_id
            AND g.direction = f.direction AND g.opcode IN (0, 1, 2) AND g.id BETWEEN f.id AND last
            ORDER BY g.id)) END AS payload
FROM (SELECT *, CASE WHEN fin THEN id ELSE ifnull(
        (SELECT h.id FROM frame h WHERE h.id > e.id AND h.connection_id = e.connection_id
         AND h.direction = e.direction AND h.fin AND h.opcode IN (0, 1, 2) ORDER BY h.id LIMIT 1),
        9223372036854775807) END AS last
      FROM frame e WHERE opcode IN (1, 2)) f;
"""


def make_tables(connection: apsw.Connection, database: str = "main") -> None:
    """Make an empty capture in a database of the connection."""
    connection.execute(_TABLES.format(db=database))
    if database == "main":
        connection.execute(_MESSAGE_VIEW.format(db=database))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}")


def check_is_capture(connection: apsw.Connection, path: Path) -> None:
    """Raise `CaptureError` unless the file is a capture of this version or older."""
    try:
        application_id = connection.pragma("application_id")
        version = connection.pragma("user_version")
        connection.execute("SELECT count(*) FROM (SELECT 1 FROM frame, connection LIMIT 1)").fetchall()
    except apsw.NotADBError as error:
        raise CaptureError(f"{path} is not a capture: choose a file that this program recorded.") from error
    except apsw.CorruptError as error:
        raise CaptureError(f"{path} is damaged: {error}. Choose a copy of it.") from error
    except apsw.SQLError as error:
        raise CaptureError(f"{path} is a database, but not a capture: choose another file.") from error
    if application_id != APPLICATION_ID:
        raise CaptureError(f"{path} is a database, but not a capture: choose another file.")
    if version > VERSION:
        raise CaptureError(
            f"{path} is a capture of version {version}, and this program reads version {VERSION}: update it."
        )


def columns_of(connection: apsw.Connection, table: str) -> set[str]:
    """Give the columns that a table really has; none when it is missing."""
    return {str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")}
