"""A capture in memory that is filled by hand, for the frame table's tests."""

from __future__ import annotations

import json

from inspector.capture.bookmarks import Bookmark
from inspector.capture.records import FrameSummary, NoteRecord, StoredFrame
from inspector.ui.frame_rows import FoundRows
from inspector.wire.records import Direction, WireFrame

START_NS = 1_764_000_000_000_000_000
GAP_NS = 900_000


class FrameSource:
    """Holds frames one after the other, 0.9 ms apart, and counts what is read."""

    def __init__(self):
        self.frames = []
        self.flagged = set()
        self.lost = set()
        self.bookmarks = Marks()
        self.last_id = 0
        self.change_count = 0
        self.reads = []

    def add(
        self, payload=b"hello", *, head=0x81, direction=Direction.RECEIVED, connection=1, wire=None, key=None
    ):
        """Append a frame and commit it."""
        time_ns = START_NS + len(self.frames) * GAP_NS
        length = len(payload) if wire is None else wire
        frame = WireFrame(time_ns, int(direction), head, key, length, payload)
        self.frames.append((connection, frame))
        self.commit()

    def fill(self, count, **fields):
        """Append many frames and commit them at once."""
        for number in range(count):
            frame = WireFrame(
                START_NS + len(self.frames) * GAP_NS, 1, 0x81, None, 4, b"%04d" % (number % 10000)
            )
            self.frames.append((fields.get("connection", 1), frame))
        self.commit()

    def connection(self, connection_id):
        """Know of no connection."""

    def commit(self):
        self.last_id = len(self.frames)
        self.change_count += 1

    def flag(self, frame_id):
        """Note something about a frame that is committed already."""
        self.flagged.add(frame_id)
        self.change_count += 1

    def summary(self, frame_id):
        connection, frame = self.frames[frame_id - 1]
        return FrameSummary(
            frame_id,
            connection,
            frame.time_ns,
            frame.direction,
            frame.head,
            frame.masking_key,
            frame.wire_length,
            len(frame.payload),
            frame.payload[:256],
            frame_id in self.flagged,
        )

    def summaries(self, first_id, last_id):
        return self.summaries_of(range(first_id, last_id + 1))

    def summaries_of(self, ids):
        self.reads.append(len(ids))
        return [self.summary(frame_id) for frame_id in ids if frame_id and frame_id not in self.lost]

    def of_connection(self, connection_id):
        """Give the rows of one connection, as a search finds them."""
        return FoundRows(self, Found(self, connection_id))

    def field_values(self, path, ids):
        """Read a field of JSON objects, as SQLite does for simple paths."""
        values = {}
        for frame_id in ids:
            try:
                values[frame_id] = str(
                    json.loads(self.frames[frame_id - 1][1].payload)[path.removeprefix("$.")]
                )
            except (ValueError, KeyError, TypeError):
                continue
        return values

    def notes(self, *, frame_id):
        return [NoteRecord(1, START_NS, "check", "A note on it.")] if frame_id in self.flagged else []

    def frame(self, frame_id):
        connection, frame = self.frames[frame_id - 1]
        return StoredFrame(frame_id, connection, frame)


class Marks(set):
    """The ids of the frames that have a bookmark."""

    def ids_between(self, first_id, last_id):
        return [frame_id for frame_id in sorted(self) if first_id <= frame_id <= last_id]

    def of(self, frame_id):
        return Bookmark(frame_id, START_NS, "") if frame_id in self else None


class Found:
    """The ids of one connection's frames, up to the one that `searched` says."""

    def __init__(self, source, connection_id):
        self.source = source
        self.connection_id = connection_id
        self.searched = None
        self.revision = 0

    @property
    def ids(self):
        frames = self.source.frames[: self.searched]
        return [number for number, (owner, _) in enumerate(frames, 1) if owner == self.connection_id]

    @property
    def count(self):
        return len(self.ids)

    @property
    def done_once(self):
        return self.searched is None

    def id_at(self, index):
        return self.ids[index]

    def index_of(self, frame_id):
        return self.ids.index(frame_id) if frame_id in self.ids else None


class EndlessSource(FrameSource):
    """Millions of frames without holding any."""

    def __init__(self, count):
        super().__init__()
        self.last_id = count
        self.change_count = 1

    def summary(self, frame_id):
        time_ns = START_NS + frame_id * GAP_NS
        return FrameSummary(frame_id, 1, time_ns, 1, 0x81, None, 5, 5, b"hello", False)
