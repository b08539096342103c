"""What the checks share: a folder that is thrown away, a capture in it, and two local servers."""

from __future__ import annotations

from pathlib import Path

from inspector.capture.store import Capture
from inspector.server.local_server import LocalServer
from inspector.session.options import TlsOptions

PATIENCE_S = 20.0
"""How long a check waits for something that takes milliseconds."""


class CheckFailedError(Exception):
    """Something does not work here; the text says what and what to do."""


class Place:
    """Where the checks work; each finds what the ones before it left there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.capture_path = folder / "self-test.wscap"
        self.capture = Capture.create(self.capture_path)
        self.server = LocalServer(self.capture, port=0)
        self.tls_server = LocalServer(self.capture, port=0, tls=True)

    def trusting_tls_server(self) -> TlsOptions:
        """Give options under which the certificate of `tls_server` is verified."""
        authority = self.folder / "authority.pem"
        authority.write_bytes(self.tls_server.ca_pem or b"")
        return TlsOptions(ca_file=str(authority))

    async def leave(self) -> None:
        """Stop the servers and close the capture, whatever became of the checks."""
        await self.server.stop()
        await self.tls_server.stop()
        self.capture.close()
