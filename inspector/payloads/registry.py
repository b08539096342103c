"""All formats, and the way from any bytes to something readable. Nothing here ever raises."""

from __future__ import annotations

from inspector.payloads.close import CloseFormat
from inspector.payloads.control import ControlFormat
from inspector.payloads.form import FormFormat
from inspector.payloads.format import PayloadFormat, Reader, Sample, View
from inspector.payloads.hex_dump import HexFormat
from inspector.payloads.json import JsonFormat
from inspector.payloads.packets import PacketsFormat
from inspector.payloads.text import TextFormat
from inspector.wire.records import Opcode

SHOWN_AT_FIRST = 256 * 1024
"""Bytes of a payload that are read unless more is asked for."""

_LAST_RESORT = HexFormat()
FORMATS: tuple[PayloadFormat, ...] = (
    CloseFormat(),
    ControlFormat(),
    PacketsFormat(),
    JsonFormat(),
    FormFormat(),
    TextFormat(),
    _LAST_RESORT,
)


class TotalReader:
    """Reads with a format for as long as it can, then with the format of last resort, and says why."""

    def __init__(self, payload_format: PayloadFormat, sample: Sample) -> None:
        self.format = payload_format
        self._failure = ""
        self._reader: Reader
        try:
            self._reader = payload_format.reader(sample)
        except Exception as error:  # noqa: BLE001 — a payload is hostile, and has to be shown whatever it does
            self._give_up(error)

    @property
    def problem(self) -> str:
        """What did not fit the format in the parts so far."""
        return f"{self._failure} {self._reader.problem}".strip()

    def feed(self, part: bytes, *, final: bool) -> str:
        """Read the next part."""
        try:
            return self._reader.feed(part, final=final)
        except Exception as error:  # noqa: BLE001 — as above
            self._give_up(error)
            return self._reader.feed(part, final=final)

    def _give_up(self, error: Exception) -> None:
        why = type(error).__name__
        self._failure = f"Reading it as {self.format.title} failed ({why}): the bytes are shown."
        self.format = _LAST_RESORT
        self._reader = _LAST_RESORT.reader(Sample(0, b"", 0))


def ranked(sample: Sample) -> list[PayloadFormat]:
    """Give the formats that fit, the best first; never empty."""
    rated = [(_priority(payload_format, sample), payload_format) for payload_format in FORMATS]
    fitting = [pair for pair in rated if pair[0] > 0]
    return [payload_format for _, payload_format in sorted(fitting, key=lambda pair: -pair[0])]


def _priority(payload_format: PayloadFormat, sample: Sample) -> int:
    if payload_format is _LAST_RESORT:
        return 1
    try:
        return payload_format.priority(sample)
    except Exception:  # noqa: BLE001 — a format that cannot even look at the payload does not fit it
        return 0


def open_reader(sample: Sample, name: str = "") -> TotalReader:
    """Begin to read a payload with the format of that name, or with the one that fits best."""
    for payload_format in FORMATS:
        if payload_format.name == name:
            return TotalReader(payload_format, sample)
    return TotalReader(ranked(sample)[0], sample)


def view(payload: bytes, opcode: int = Opcode.BINARY, name: str = "", *, limit: int = SHOWN_AT_FIRST) -> View:
    """Make the first `limit` bytes of a payload readable."""
    shown = payload[:limit]
    sample = Sample(opcode, shown, len(payload))
    reader = open_reader(sample, name)
    text = reader.feed(shown, final=sample.whole)
    problem = reader.problem
    if not sample.whole:
        problem = f"{problem} Shown are the first {len(shown):,} of {len(payload):,} bytes.".strip()
    return View(reader.format.title, text, reader.format.name, problem)
