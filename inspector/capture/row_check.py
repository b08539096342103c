"""Whether the rows that another program wrote are what the format of captures says."""

from __future__ import annotations

from pathlib import Path

import apsw

from inspector.capture.records import CaptureError
from inspector.capture.schema import columns_of

_INTEGER = "typeof({0}) <> 'integer'"
_BLOB_OR_TEXT = "typeof({0}) NOT IN ('blob', 'text')"
_TEXT = "typeof({0}) <> 'text'"
_WRONG = {
    "connection": {
        "url": _TEXT,
        "opened_ns": _INTEGER,
        "closed_ns": _INTEGER,
        "request_head": _BLOB_OR_TEXT,
        "response_head": _BLOB_OR_TEXT,
        "subprotocol": _TEXT,
        "extensions": _TEXT,
        "tls": _TEXT,
        "close_code": _INTEGER,
        "close_reason": _TEXT,
        "closed_by": _TEXT,
        "error": _TEXT,
    },
    "frame": {
        "connection_id": _INTEGER,
        "time_ns": _INTEGER,
        "direction": _INTEGER + " OR {0} NOT IN (0, 1)",
        "head": _INTEGER + " OR {0} NOT BETWEEN 0 AND 255",
        "masking_key": "typeof({0}) <> 'blob' OR length({0}) <> 4",
        "wire_length": _INTEGER + " OR {0} < 0",
        "payload": _BLOB_OR_TEXT,
    },
}
"""What each column of a row may not be; NULL may be anywhere, for it is read as nothing."""


def check_rows(connection: apsw.Connection, path: Path) -> None:
    """Raise `CaptureError` for the first row with a value that cannot be what its column says.

    This reads every row, though no payload; what this program wrote needs no such check.
    """
    for table, columns in _WRONG.items():
        present = columns_of(connection, table)
        wrong = {
            name: f"({name} IS NOT NULL AND ({condition.format(name)}))"
            for name, condition in columns.items()
            if name in present
        }
        found = connection.execute(
            f"SELECT id, {', '.join(wrong.values())} FROM {table} WHERE {' OR '.join(wrong.values())} LIMIT 1"
        ).fetchone()
        if found is not None:
            name = next(name for name, is_wrong in zip(wrong, found[1:], strict=True) if is_wrong)
            raise CaptureError(
                f"{path} is not as the format of captures says: the {name} of {table} {found[0]} is none. "
                "Write it anew with the program that it came from."
            )
