"""What a capture's database holds at first: its connections, and how far its ids go."""

from __future__ import annotations

from inspector.capture import schema
from inspector.capture.database import Database
from inspector.capture.records import ConnectionRecord
from inspector.capture.rows import connection_record, present_columns


def read_connections(database: Database) -> list[ConnectionRecord]:
    """Read every connection, also of files that have fewer columns than ours."""
    with database.reading() as connection:
        names = [f"connection.{name}" for name in present_columns(connection, "connection")]
        endpoint = present_columns(connection, "endpoint")
        join = ""
        if "connection_id" in endpoint:
            join = "LEFT JOIN endpoint ON endpoint.connection_id = connection.id"
            names += [f"endpoint.{name}" for name in endpoint if name != "connection_id"]
        sql = f"SELECT {', '.join(names)} FROM connection {join} ORDER BY connection.id"
        rows = connection.execute(sql).fetchall()
    return [connection_record([name.partition(".")[2] for name in names], row) for row in rows]


def last_frame(database: Database) -> int:
    """Give the id of the last frame, 0 when there is none."""
    return _last_of(database, "frame")


def last_note(database: Database) -> int:
    """Give the id of the last note, 0 when there is none."""
    return _last_of(database, "note")


def _last_of(database: Database, table: str) -> int:
    with database.reading() as connection:
        if "id" not in schema.columns_of(connection, table):
            return 0
        row = connection.execute(f"SELECT max(id) FROM {table}").fetchone()
    return int(row[0] or 0) if row else 0
