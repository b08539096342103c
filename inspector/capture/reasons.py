"""What SQLite reports, in plain words."""

from __future__ import annotations

import apsw


def why(error: Exception) -> str:
    """Say in plain words why SQLite could not do it."""
    return _explain(error)[0]


def what_to_do(error: Exception) -> str:
    """Say what to do about it."""
    return _explain(error)[1]


def _explain(error: Exception) -> tuple[str, str]:
    known = (
        (apsw.FullError, "there is no room left", "make room on the disk"),
        ((apsw.ReadOnlyError, apsw.PermissionsError), "it is read-only", "copy it to another folder"),
        (apsw.CantOpenError, "it or its folder is not accessible", "check that it is there and may be used"),
        ((apsw.BusyError, apsw.LockedError), "another program holds it locked", "close it there"),
        ((apsw.CorruptError, apsw.NotADBError), "it is damaged", "use a copy of it"),
        (apsw.IOError, "the disk reports an error", "check the disk, and that it is not full"),
        (apsw.NoMemError, "memory is used up", "close other programs"),
    )
    for kinds, reason, remedy in known:
        if isinstance(error, kinds):
            return reason, remedy
    return str(error), "use another file"
