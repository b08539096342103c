"""Bytes as offset, hex and ASCII: what fits every payload."""

from __future__ import annotations

from inspector.payloads.format import Sample

BYTES_A_LINE = 16
_ASCII = "".join(chr(code) if 0x20 <= code < 0x7F else "·" for code in range(256))


def ascii_column(part: bytes) -> str:
    """Give the printable ASCII characters of bytes, a middle dot for each other byte."""
    return part.decode("latin-1").translate(_ASCII)


def dump_line(offset: int, part: bytes) -> str:
    """Write up to 16 bytes as one line."""
    left, right = part[:8].hex(" "), part[8:].hex(" ")
    return f"{offset:08x}  {left:<23}  {right:<23}  {ascii_column(part)}"


class HexReader:
    """Writes 16 bytes a line; the parts may have any length."""

    problem = ""

    def __init__(self) -> None:
        self._offset = 0
        self._waiting = b""

    def feed(self, part: bytes, *, final: bool) -> str:
        """Give the lines that are full; at the end also the last one."""
        data = self._waiting + part
        end = len(data) if final else len(data) - len(data) % BYTES_A_LINE
        text = "\n".join(
            dump_line(self._offset + start, data[start : start + BYTES_A_LINE])
            for start in range(0, end, BYTES_A_LINE)
        )
        if text and self._offset:
            text = "\n" + text
        self._waiting = data[end:]
        self._offset += end
        return text


class HexFormat:
    """The format of last resort."""

    name = "hex"
    title = "Hex"

    def priority(self, _sample: Sample) -> int:
        """Fit everything, worse than anything else."""
        return 1

    def reader(self, _sample: Sample) -> HexReader:
        """Begin to read."""
        return HexReader()
