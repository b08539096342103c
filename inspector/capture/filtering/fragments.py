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

    __slots__ = ("first", "head", "ids", "is_new", "length")

    def __init__(self, head: int, fragment: Fragment, overlap: Fragment | None = None) -> None:
        self.head = head
        """Of the first frame of the message."""
        frames = [fragment] if overlap is None else [overlap, fragment]
        self.ids = array("q", (one.id for one in frames))
        self.length = sum(one.length for one in frames)
        self.first = len(frames) - 1
        """Which of `ids` is the first that is in no piece before this one."""
        self.is_new = True
        """Frames have come to it since it was asked for."""

    def add(self, fragment: Fragment) -> None:
        """Go on with the next frame."""
        self.ids.append(fragment.id)
        self.length += fragment.length
        self.is_new = True

    def has_room(self, fragment: Fragment, most_bytes: int) -> bool:
        """Tell whether another frame makes it no longer than a piece may be."""
        return len(self.ids) < MOST_FRAMES and self.length + fragment.length <= most_bytes


class Assembly:
    """Takes fragments in the order of the wire; holds the numbers of those whose message goes on.

    A message of more than `most_bytes` (8 MiB unless it is said), or 10,000 frames, is given in pieces.
    """

    def __init__(self, most_bytes: int | None = None) -> None:
        self._most_bytes = MOST_BYTES if most_bytes is None else most_bytes
        self._open: dict[tuple[int, int], Piece] = {}
        self._last: dict[tuple[int, int], Fragment] = {}

    def take(self, fragments: Iterable[Fragment]) -> Iterator[Piece]:
        """Go on with these, and give each piece that is complete by that."""
        for fragment in fragments:
            if fragment.head & _OPCODE > _LAST_DATA:
                yield Piece(fragment.head, fragment)  # a control frame without FIN, which is a violation
            else:
                yield from self._take(fragment)

    def unfinished(self) -> list[Piece]:
        """Give what has come of messages that go on, where more has come since this was asked."""
        found = [piece for piece in self._open.values() if piece.is_new]
        for piece in found:
            piece.is_new = False
        return found

    def _take(self, fragment: Fragment) -> Iterator[Piece]:
        key = (fragment.connection_id, fragment.direction)
        piece = self._open.get(key)
        has_room = piece is not None and piece.has_room(fragment, self._most_bytes)
        if piece is not None and (fragment.head & _OPCODE or not has_room):
            yield piece  # it was never finished, or it is long
        if piece is None or fragment.head & _OPCODE:
            self._open[key] = Piece(fragment.head, fragment)
        elif has_room:
            piece.add(fragment)
        else:
            self._open[key] = self._next_piece(piece, self._last[key], fragment)
        self._last[key] = fragment
        if fragment.head & _FIN:
            del self._last[key]
            yield self._open.pop(key)

    def _next_piece(self, piece: Piece, last: Fragment, fragment: Fragment) -> Piece:
        """Begin with the last frame of the piece before it: text may be cut over both."""
        fits = last.length + fragment.length <= self._most_bytes
        return Piece(piece.head, fragment, last if fits else None)
