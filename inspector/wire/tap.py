"""The tap: both byte streams of one connection become frame records.

The library stays the judge: whatever is not a complete, valid, unfragmented data frame is handed to
its Sans-I/O `Protocol`, frame by frame, and that alone decides on pong, close, 1002, 1007 and 1009.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from websockets.extensions.permessage_deflate import PerMessageDeflate
from websockets.frames import PING, Close, Frame
from websockets.protocol import CLOSED, Protocol, Side

from inspector.wire.checks import FrameChecker, text_finding
from inspector.wire.frame_failures import cut_header, cut_payload, lane_finding, library_finding, not_inflated
from inspector.wire.header import header_length
from inspector.wire.inflate import InflateError, Inflater
from inspector.wire.joining import Joining, NotUtf8Error
from inspector.wire.records import Direction, Finding, FrameRow, Opcode
from inspector.wire.splitter import FrameSplitter, RawFrame


class Step(NamedTuple):
    """What came of the next few bytes: rows of the fast lane, or one frame that was judged."""

    rows: list[FrameRow]
    more: bool = False
    """There may be another step in the bytes so far."""
    judged: bool = False
    """The one row is not from the fast lane."""
    findings: Sequence[Finding] = ()
    """What is wrong with it."""
    message: tuple[int, bytes] | None = None
    """A message that it completed: opcode and payload."""
    event: Frame | None = None
    """The library's event for it."""
    header: bytes = b""
    """Its header, where the length is not minimal: the row does not tell that."""


class ReceivedStream:
    """The bytes that arrive, in front of the library's parser."""

    def __init__(self, protocol: Protocol) -> None:
        self.auto_pong = True
        self.asked_to_close = False
        """A close frame came before one was sent, even if it was a broken one."""
        self._protocol = protocol
        from_client = protocol.side is Side.SERVER
        self._splitter = FrameSplitter(Direction.RECEIVED, masked=from_client)
        self._checker = FrameChecker(from_client=from_client)
        self._failed = False
        self._closing = False
        self._joining = Joining()
        self._waiting: RawFrame | None = None

    def open(self) -> None:
        """Begin after the opening handshake, with what it negotiated."""
        self._splitter.inflater = _inflater(self._protocol, Direction.RECEIVED)
        self._checker.compression = self._splitter.inflater is not None
        self._adjust()

    @property
    def failed_with(self) -> Close | None:
        """The close frame that answered a frame that is wrong (RFC 6455 §7.1.7); None without."""
        cause = self._protocol.parser_exc
        failed = self._failed or not (cause is None or isinstance(cause, EOFError))
        return self._protocol.close_sent if failed and not self._closing else None

    @property
    def deaf(self) -> bool:
        """The library discards what follows: RFC 6455 §1.4 after a close frame, §7.1.7 after a failure."""
        protocol = self._protocol
        ended = protocol.close_rcvd is not None or protocol.state is CLOSED
        return self._failed or ended or protocol.parser_exc is not None

    def feed(self, data: bytes) -> None:
        """Add bytes that arrived."""
        self._splitter.feed(data)

    def end(self, time_ns: int) -> Step:
        """Give what the end of the stream cut off; without a row when not all of a header has come."""
        pending = self._splitter.pending()
        raw = self._splitter.cut()
        if raw is None:
            return Step([], findings=[cut_header(pending)] if pending else [])
        findings = [*self._checker.check(raw._replace(payload=b"")), cut_payload(raw)]
        row = _row(time_ns, Direction.RECEIVED, raw, raw.payload)
        return Step([row], judged=True, findings=findings, header=_odd_header(raw))

    def fail(self, code: int, reason: str) -> None:
        """Fail the connection (RFC 6455 §7.1.7)."""
        self._failed = True
        self._protocol.fail(code, _short(reason))

    def take(self, time_ns: int) -> Step:
        """Give what the bytes so far complete, up to the next frame that had to be judged."""
        raw, self._waiting = self._waiting, None
        if raw is None:
            rows, raw = self._splitter.take(time_ns)
            if rows:
                # The library may answer the next frame, or close: what came before it goes first.
                self._waiting = raw
                return Step(rows, more=True)
        if raw is None:
            self._refuse_early()
            return Step([])
        findings = self._checker.check(raw)
        if self.deaf:
            row = _row(time_ns, Direction.RECEIVED, raw, raw.payload)
            return Step([row], True, True, findings, header=_odd_header(raw))
        event, message = self._hand_over(raw, findings)
        payload = raw.payload if event is None else bytes(event.data)
        self._adjust()
        row = _row(time_ns, Direction.RECEIVED, raw, payload)
        return Step([row], True, True, findings, message, event, _odd_header(raw))

    def _refuse_early(self) -> None:
        """Let the library refuse a frame by its header; its row follows when the rest has come."""
        start = b"" if self.deaf else self._splitter.doomed()
        if start:
            self._note_closing(start[0])
            self._protocol.receive_data(start)
            self._adjust()

    def _hand_over(
        self, raw: RawFrame, findings: list[Finding]
    ) -> tuple[Frame | None, tuple[int, bytes] | None]:
        self._note_closing(raw.head)
        if raw.close_code is not None:
            findings.append(lane_finding(raw))
            self.fail(raw.close_code, raw.reason)
            return None, None
        if raw.head & 0x0F == Opcode.CLOSE and not raw.oversized:
            # 5.4: "Control frames MAY be injected in the middle of a fragmented message"; the library
            # would fail the connection, as the message can never end.
            self._protocol.current_size = None
        self._protocol.receive_data(raw.wire)
        events = self._protocol.events_received()
        if self._protocol.parser_exc is not None and not findings:
            findings.append(library_finding(self._protocol.parser_exc))
        event = events[0] if events else None
        if not isinstance(event, Frame):
            return None, None
        if event.opcode is PING and not self.auto_pong and self._protocol.writes:
            # The person asked to answer by hand: the pong is the library's only write here.
            self._protocol.writes.pop()
        return event, self._join(event, findings)

    def _note_closing(self, head: int) -> None:
        """Remember whose close frame was the first, before the library answers this frame."""
        self._closing = self._protocol.close_sent is not None
        if head & 0x0F == Opcode.CLOSE:
            self.asked_to_close = not self._closing

    def _join(self, event: Frame, findings: list[Finding]) -> tuple[int, bytes] | None:
        """Join the fragments of a message; the whole one when this frame ends it."""
        if event.opcode & 0x8:
            return None
        try:
            return self._joining.add(event.opcode, bytes(event.data), final=event.fin)
        except NotUtf8Error as error:
            findings.append(text_finding(str(error)))
            self.fail(1007, str(error))
            return None

    def _adjust(self) -> None:
        """Follow the library: its limit, and whether a fragmented message is under way."""
        size, limit = self._protocol.current_size, self._protocol.max_message_size
        self._splitter.fast = size is None and not self.deaf
        self._splitter.limit = None if limit is None else limit - (size or 0)
        if self.deaf:
            # What follows is shown as it is on the wire; the shared inflate context is the library's.
            self._splitter.inflater = None


class SentStream:
    """The bytes that leave, whoever wrote them."""

    def __init__(self, protocol: Protocol) -> None:
        from_client = protocol.side is Side.CLIENT
        self._protocol = protocol
        self._splitter = FrameSplitter(Direction.SENT, masked=from_client)
        self._checker = FrameChecker(from_client=from_client)

    def open(self) -> None:
        """Begin after the opening handshake, with what it negotiated."""
        self._splitter.inflater = _inflater(self._protocol, Direction.SENT)
        self._checker.compression = self._splitter.inflater is not None

    def feed(self, data: bytes) -> None:
        """Add bytes that leave."""
        self._splitter.feed(data)

    def take(self, time_ns: int) -> Step:
        """Give what the bytes so far complete, up to the next frame that is not an ordinary one."""
        rows, raw = self._splitter.take(time_ns)
        if raw is None:
            return Step(rows)
        findings = self._checker.check(raw)
        payload = raw.payload
        if raw.close_code is not None:
            findings.append(lane_finding(raw))
        elif self._splitter.inflater is not None and not raw.head & 0x08:
            try:
                payload = self._splitter.inflater.fragment(raw.head, raw.payload)
            except InflateError:
                findings.append(not_inflated())
        rows.append(_row(time_ns, Direction.SENT, raw, payload))
        self._splitter.fast = not self._checker.in_message
        return Step(rows, True, True, findings, header=_odd_header(raw))


def _inflater(protocol: Protocol, direction: Direction) -> Inflater | None:
    """Give what inflates a direction, as it was negotiated; None without permessage-deflate."""
    for extension in protocol.extensions:
        if not isinstance(extension, PerMessageDeflate):
            continue
        if direction is Direction.SENT:
            return Inflater(
                window_bits=extension.local_max_window_bits,
                no_context_takeover=extension.local_no_context_takeover,
            )
        # The library reads this direction too: its context is the only one.
        return Inflater(
            window_bits=extension.remote_max_window_bits,
            no_context_takeover=extension.remote_no_context_takeover,
            extension=extension,
        )
    return None


def _row(time_ns: int, direction: Direction, raw: RawFrame, payload: bytes) -> FrameRow:
    return (time_ns, int(direction), raw.head, raw.masking_key, raw.wire_length, payload)


def _odd_header(raw: RawFrame) -> bytes:
    """Give a header that its fields do not tell: one that encodes the length in more bytes than it needs."""
    return b"" if raw.minimal else raw.wire[: header_length(raw.wire[1])]


def _short(reason: str) -> str:
    """Cut a close reason to what a control frame carries: 125 bytes less the code (RFC 6455 §5.5)."""
    return reason.encode()[:123].decode(errors="ignore")
