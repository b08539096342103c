"""Where the bytes of a hex view stand: columns in characters, rows counted from the first."""

from __future__ import annotations

from typing import NamedTuple

_WIDTHS = (16, 8, 4)
_GROUP = 8
_GAP = 2


class Place(NamedTuple):
    """A byte that was pointed at, and in which of the two columns."""

    offset: int
    in_ascii: bool


class HexLayout(NamedTuple):
    """The columns for payloads of one length in one width; all positions in characters."""

    bytes_a_row: int
    offset_digits: int

    @classmethod
    def fitting(cls, columns: int, length: int) -> HexLayout:
        """Choose the widest layout that fits, or the narrowest there is."""
        digits = max(4, len(f"{max(0, length - 1):x}"))
        layouts = [cls(width, digits) for width in _WIDTHS]
        return next((layout for layout in layouts if layout.columns <= columns), layouts[-1])

    @property
    def hex_start(self) -> int:
        """Where the first byte's hex digits stand."""
        return self.offset_digits + _GAP

    @property
    def ascii_start(self) -> int:
        """Where the first byte's character stands."""
        return self.hex_column(self.bytes_a_row - 1) + 2 + _GAP

    @property
    def columns(self) -> int:
        """How wide a row is."""
        return self.ascii_start + self.bytes_a_row

    def hex_column(self, index: int) -> int:
        """Give where the hex digits of a row's byte stand; groups of eight are set apart."""
        return self.hex_start + 3 * index + index // _GROUP

    def rows(self, length: int) -> int:
        """Give how many rows a payload takes."""
        return -(-length // self.bytes_a_row)

    def at(self, row: int, column: float, length: int) -> Place:
        """Give the byte nearest to a point, at least the first and at most the last one."""
        in_ascii = column >= self.ascii_start - _GAP / 2
        if in_ascii:
            index = int(column - self.ascii_start)
        else:
            starts = [self.hex_column(index) for index in range(self.bytes_a_row)]
            index = sum(1 for start in starts[1:] if column >= start - 0.5)
        index = min(max(index, 0), self.bytes_a_row - 1)
        return Place(min(max(row * self.bytes_a_row + index, 0), max(0, length - 1)), in_ascii)


class Selection(NamedTuple):
    """Two bytes, the one where selecting began and the one under the cursor; both belong to it."""

    anchor: int
    cursor: int

    @property
    def start(self) -> int:
        """The first byte."""
        return min(self)

    @property
    def end(self) -> int:
        """Behind the last byte."""
        return max(self) + 1

    @property
    def length(self) -> int:
        """How many bytes are selected."""
        return self.end - self.start


def moved(selection: Selection, target: int, length: int, *, extend: bool) -> Selection:
    """Move the cursor to a byte, as far as there are any; `extend` keeps the anchor."""
    cursor = min(max(target, 0), max(0, length - 1))
    return Selection(selection.anchor if extend else cursor, cursor)
