"""Fragments put together to messages while frames go by (RFC 6455 §5.4); of frames, not of payloads."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

WHOLE: Final = 129
"""First bytes below this are of fragments: FIN is 0, or the opcode is that of a continuation frame."""
IS_FRAGMENT: Final = f"f.head<{WHOLE}"
"""The same as SQL, over table `frame` as `f`; NULL for an HTTP message."""
MOST_BYTES: Final = 8 * 1024 * 1024
"""In memory this is there some seven times, in SQLite and here, while it is looked at."""
MOST_FRAMES: Final = 10_000
_FIN, _OPCODE, _LAST_DATA = 0x80, 0x0F, 2


class Fragment(NamedTuple):
    """One frame of a message of several."""

    id: int
    head: int
    connection_id: int
    direction: int
    length: int
    """Bytes of payload."""


class Piece:
    """Frames that are looked at as one: those of a message, or a part of them where it is long."""

    __slots__ = ("first", "head", "ids", "is_new", "last", "length")

    def __init__(self, head: int, fragment: Fragment, overlap: Fragment | None = None) -> None:
        self.head = head
        """Of the first frame of the message."""
        self.ids = array("q", [fragment.id] if overlap is None else [overlap.id, fragment.id])
        self.length = fragment.length + (0 if overlap is None else overlap.length)
        self.first = len(self.ids) - 1
        """Which of `ids` is the first that is in no piece before this one."""
        self.last = fragment
        self.is_new = True
        """Frames have come to it since it was asked for."""

    def add(self, fragment: Fragment, most_bytes: int) -> bool:
        """Go on with the next frame; False where that makes it longer than a piece may be."""
        length = self.length + fragment.length
        if length > most_bytes or len(self.ids) >= MOST_FRAMES:
            return False
        self.ids.append(fragment.id)
        self.length = length
        self.last = fragment
        self.is_new = True
        return True


class Assembly:
    """Takes fragments in the order of the wire; holds the numbers of those whose message goes on.

    A message of more than `most_bytes` (8 MiB unless it is said), or 10,000 frames, is given in pieces.
    """

    def __init__(self, most_bytes: int | None = None) -> None:
        self._most_bytes = MOST_BYTES if most_bytes is None else most_bytes
        self._open: dict[tuple[int, int], Piece] = {}

    def take(self, fragments: Iterable[Fragment]) -> Iterator[Piece]:
        """Go on with these, and give each piece that is complete by that."""
        going_on = self._open
        for fragment in fragments:
            opcode, key = fragment.head & _OPCODE, (fragment.connection_id, fragment.direction)
            if opcode > _LAST_DATA:
                yield Piece(fragment.head, fragment)  # a control frame without FIN, which is a violation
                continue
            piece = going_on.get(key)
            if opcode or piece is None or not piece.add(fragment, self._most_bytes):
                if piece is not None:
                    yield piece  # it was never finished, or it is long
                going_on[key] = self._next_piece(None if opcode else piece, fragment)
            if fragment.head & _FIN:
                yield going_on.pop(key)

    def unfinished(self) -> list[Piece]:
        """Give what has come of messages that go on, where more has come since this was asked."""
        found = [piece for piece in self._open.values() if piece.is_new]
        for piece in found:
            piece.is_new = False
        return found

    def _next_piece(self, before: Piece | None, fragment: Fragment) -> Piece:
        """Begin a message, or go on with the last frame before: text may be cut over both."""
        if before is None:
            return Piece(fragment.head, fragment)
        fits = before.last.length + fragment.length <= self._most_bytes
        return Piece(before.head, fragment, before.last if fits else None)
