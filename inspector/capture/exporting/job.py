"""One export under way: what it may take, how far it is, and whether it is to stop."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from inspector.capture.exporting.packets import Packets
from inspector.capture.exporting.selection import Selection
from inspector.capture.masking import mask_head, mask_url
from inspector.capture.records import ConnectionRecord, NoteRecord
from inspector.capture.rows import FrameTuple
from inspector.capture.store import Capture
from inspector.wire.records import HTTP

Progress = Callable[[int, int], None]
"""Hears now and then how many frames were looked through, and how many there are to look through."""

Commands = Callable[[ConnectionRecord], Sequence[tuple[str, str]]]
"""Gives command lines of other tools that open the same connection: the tool, and what to type."""

_NOTES = 10_000


class CancelledError(Exception):
    """The export is no longer wanted."""


class Job:
    """What a writer of one format works with.

    `secrets` leaves credentials readable; `scratch` is the folder for temporary files, None for the usual.
    """

    def __init__(
        self,
        capture: Capture,
        selection: Selection,
        *,
        secrets: bool = False,
        on_progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
        commands: Commands | None = None,
        scratch: Path | None = None,
    ) -> None:
        self.capture = capture
        self.secrets = secrets
        self.scratch = scratch
        self.commands = commands
        self.ids = selection.ascending_ids()
        """The frames to take, ascending; None for all up to `last_id`."""
        self.last_id = capture.last_id if selection.last_id is None else selection.last_id
        self.frames = 0
        """Frames taken so far."""
        self._wanted = selection.connections
        self.packets = Packets(capture)
        self._on_progress = on_progress
        self._cancelled = cancelled

    def check(self) -> None:
        """Raise `CancelledError` once the export is no longer wanted."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError

    def connections(self, seen: Iterable[int] = ()) -> list[ConnectionRecord]:
        """Give the connections whose frames may be taken.

        Captures of other programs may have frames of connections that they don't describe: those of which
        some were `seen` are there too.
        """
        records = self.capture.connections()
        records += [unknown_connection(key) for key in sorted(set(seen) - {record.id for record in records})]
        return [record for record in records if self._wanted is None or record.id in self._wanted]

    def batches(self) -> Iterator[list[FrameTuple]]:
        """Give the frames in order, in lists of a bounded size. Raises `CancelledError`."""
        looked_at = 0
        rows: list[FrameTuple]
        self.check()
        for rows in self._all_batches():
            looked_at = rows[-1][0] if self.ids is None else looked_at + len(rows)
            if self._wanted is not None:
                rows = [row for row in rows if row[1] in self._wanted]
            self.frames += len(rows)
            if rows:
                yield rows
            self._tell(looked_at)
            self.check()

    def notes(self, connections: set[int]) -> Iterator[NoteRecord]:
        """Give the notes that belong to what is taken: to these connections, and to no frame left out.

        Those of no connection belong to the whole capture. Raises `CancelledError`.
        """
        after = 0
        while notes := self.capture.notes(after_id=after, limit=_NOTES):
            self.check()
            after = notes[-1].id
            yield from (note for note in notes if self._belongs(note, connections))

    def http_heads(self, rows: list[FrameTuple]) -> dict[int, bytes]:
        """Give the heads of those frames that are HTTP messages."""
        ids = [row[0] for row in rows if row[4] == HTTP]
        return self.capture.http_heads(ids) if ids else {}

    def url(self, record: ConnectionRecord) -> str:
        """Give a connection's URL as it may leave the program."""
        return record.url if self.secrets else mask_url(record.url)

    def head(self, head: bytes) -> bytes:
        """Give a request or response head as it may leave the program."""
        return head if self.secrets else mask_head(head)

    def _belongs(self, note: NoteRecord, connections: set[int]) -> bool:
        if note.connection_id is not None and note.connection_id not in connections:
            return False
        if note.frame_id is None:
            return note.connection_id is not None or (self.ids is None and self._wanted is None)
        if note.frame_id > self.last_id:
            return False
        if self.ids is None:
            return note.connection_id is not None or self._wanted is None
        at = bisect_left(self.ids, note.frame_id)
        return at < len(self.ids) and self.ids[at] == note.frame_id

    def _all_batches(self) -> Iterator[list[FrameTuple]]:
        if self.ids is not None:
            return self.capture.batches_of(self.ids)
        return self.capture.frame_batches(self.last_id)

    def _tell(self, looked_at: int) -> None:
        if self._on_progress is not None:
            self._on_progress(looked_at, self.last_id if self.ids is None else len(self.ids))


def unknown_connection(connection_id: int) -> ConnectionRecord:
    """Stand in for a connection that the capture does not describe."""
    return ConnectionRecord(connection_id, "", 0)
