"""Certificate authorities are known: without any, every public server would be refused."""

from __future__ import annotations

from inspector.self_test.place import CheckFailedError, Place
from inspector.session.tls import count_authorities, has_system_store

TITLE = "certificate authorities"


async def check(_place: Place) -> str:
    """Count them where this program reads them itself."""
    count = count_authorities()
    if count < 0:
        return "those of the system"
    where = "of the system" if has_system_store() else "that the program brings, as the system has none"
    if not count:
        raise CheckFailedError(f"There are no certificate authorities {where}: install ca-certificates.")
    return f"{count} {where}"
