"""Conversations that tell a good endpoint from a bad one: what is sent to it, and what must come of it."""

from __future__ import annotations

import zlib
from typing import NamedTuple

FRAMING, MASKING, FRAGMENTS, CONTROL = (
    "RFC 6455 §5.2",
    "RFC 6455 §5.1",
    "RFC 6455 §5.4",
    "RFC 6455 §5.5",
)
CLOSE, CODES, TEXT, DEFLATE = "RFC 6455 §5.5.1", "RFC 6455 §7.4", "RFC 6455 §8.1", "RFC 7692 §7.2.2"
RSV1 = "RFC 7692 §6"


class Sent(NamedTuple):
    """One frame that is sent to the endpoint."""

    head: int
    payload: bytes = b""
    shown: bytes | None = None
    """What a person sees of it, when that is not the payload: it was compressed."""
    length_bytes: int | None = None
    wrongly_masked: bool = False


class Conversation(NamedTuple):
    """What is sent, and what must come of it."""

    sends: tuple[Sent, ...]
    replies: tuple[tuple[int, bytes], ...] = ()
    """The frames that come back before the close frame: first byte without RSV1, payload inflated."""
    answer: int | None = 1000
    """The code of the close frame that comes back; None for a frame without one."""
    noted: tuple[str, ...] = ()
    """The sections of the notes that are kept, in order."""
    by: str = "remote"
    """Who closes first, seen from the endpoint."""
    compressed: bool = False


def closes(code: int | None, reason: bytes = b"") -> Sent:
    return Sent(0x88, b"" if code is None else code.to_bytes(2) + reason)


def echo(*sends: Sent) -> Conversation:
    """Whole messages that come back as they were sent."""
    return Conversation(sends, tuple((sent.head, sent.payload) for sent in sends))


def fails(code: int, section: str, *sends: Sent, after: tuple[tuple[int, bytes], ...] = ()) -> Conversation:
    """Something that no endpoint may take; `after` is what came back before."""
    return Conversation(sends, after, code, (section,), "local")


def deflated(*parts: bytes) -> list[bytes]:
    """Compress messages one after the other in one context."""
    encoder = zlib.compressobj(wbits=-12)
    return [(encoder.compress(part) + encoder.flush(zlib.Z_SYNC_FLUSH))[:-4] for part in parts]


def cut_in_two(payload: bytes, at: int) -> tuple[Sent, Sent]:
    return Sent(0x01, payload[:at]), Sent(0x80, payload[at:])


GREEK = "κόσμε".encode()
IMPOSSIBLE_TEXT = {
    "a byte of no character": b"ok \xff",
    "a continuation by itself": b"\x80",
    "a character cut off": b"\xf0\x9f\x91",
    "longer than it needs to be": b"\xc0\xaf",
    "a surrogate": GREEK + b"\xed\xa0\x80",
    "beyond U+10FFFF": GREEK + b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
}
EDGES_OF_TEXT = [
    "\0",
    "\x7f",
    "\x80",
    "\u07ff",
    "\u0800",
    "\ud7ff",
    "\ue000",
    "\uffff",
    "\U00010000",
    "\U0010ffff",
]


def _messages() -> dict[str, Conversation]:
    found = {}
    for size in (0, 1, 125, 126, 127, 65_535, 65_536):
        found[f"{size} bytes"] = echo(Sent(0x81, b"*" * size), Sent(0x82, b"\xfe" * size))
    found["text up to the edges of UTF-8"] = echo(*(Sent(0x81, one.encode()) for one in EDGES_OF_TEXT))
    for name, payload in IMPOSSIBLE_TEXT.items():
        found[f"text with {name}"] = fails(1007, TEXT, Sent(0x81, payload), Sent(0x81, b"too late"))
        found[f"fragments with {name}"] = fails(1007, TEXT, *cut_in_two(payload, len(payload) // 2))
    found["fragments that can no longer be text"] = fails(
        1007, TEXT, Sent(0x01, GREEK + b"\xf4"), Sent(0x00, b"\x90")
    )
    found["a length in 2 bytes more"] = Conversation(
        (Sent(0x81, b"a", length_bytes=2), Sent(0x82, b"b", length_bytes=8)),
        ((0x81, b"a"), (0x82, b"b")),
        noted=(FRAMING, FRAMING),
    )
    return found


def _broken_frames() -> dict[str, Conversation]:
    first = Sent(0x81, b"first")
    back = ((0x81, b"first"),)
    found = {}
    for bit, name in ((0x40, "RSV1"), (0x20, "RSV2"), (0x10, "RSV3")):
        for head, kind in ((0x81, "text"), (0x82, "binary"), (0x89, "ping")):
            found[f"{name} on {kind}"] = fails(1002, FRAMING, first, Sent(head | bit, b"x"), after=back)
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        found[f"opcode {opcode}"] = fails(1002, FRAMING, first, Sent(0x80 | opcode, b""), after=back)
    found["a wrong mask"] = fails(1002, MASKING, first, Sent(0x81, b"x", wrongly_masked=True), after=back)
    found["a long ping"] = fails(1002, CONTROL, Sent(0x89, b"x" * 126))
    in_fragments = fails(1002, CONTROL, Sent(0x09, b"x"), Sent(0x80, b"y"))
    found["a ping in fragments"] = in_fragments._replace(noted=(CONTROL, FRAGMENTS))
    return found


def _fragments() -> dict[str, Conversation]:
    hello = (0x81, b"Hello")
    found = {
        "two fragments": Conversation(cut_in_two(b"Hello", 2), (hello,)),
        "empty fragments": Conversation((Sent(0x01), Sent(0x00), Sent(0x80)), ((0x81, b""),)),
        "characters cut by fragments": Conversation(
            (Sent(0x01), *(Sent(0x00, GREEK[at : at + 1]) for at in range(len(GREEK))), Sent(0x80)),
            ((0x81, GREEK),),
        ),
        "a ping between fragments": Conversation(
            (Sent(0x01, b"Hel"), Sent(0x89, b"now"), Sent(0x80, b"lo")), ((0x8A, b"now"), hello)
        ),
        "a close frame between fragments": Conversation((Sent(0x01, b"Hel"), closes(1000))),
        "a continuation of nothing": fails(1002, FRAGMENTS, Sent(0x80, b"x")),
        "a fragment of nothing": fails(1002, FRAGMENTS, Sent(0x00, b"x")),
        "a continuation too many": fails(
            1002, FRAGMENTS, *cut_in_two(b"Hello", 2), Sent(0x80, b"x"), after=(hello,)
        ),
        "a message inside another": fails(1002, FRAGMENTS, Sent(0x01, b"Hel"), Sent(0x81, b"x")),
        "a fragment that begins anew": fails(1002, FRAGMENTS, Sent(0x02, b"Hel"), Sent(0x02, b"x")),
    }
    pings = tuple(Sent(0x89, b"%d" % number) for number in range(10))
    found["ten pings"] = Conversation(pings, tuple((0x8A, ping.payload) for ping in pings))
    found["the longest ping"] = Conversation((Sent(0x89, b"\xff" * 125),), ((0x8A, b"\xff" * 125),))
    found["a pong that nobody asked for"] = Conversation((Sent(0x8A, b"!"), Sent(0x89)), ((0x8A, b""),))
    return found


def _closings() -> dict[str, Conversation]:
    found = {"an empty close frame": Conversation((closes(None),), answer=None)}
    for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999):
        found[f"code {code}"] = Conversation((closes(code, b"so"),), answer=code)
    for code in (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535):
        broken = Conversation((closes(code),), answer=1002, noted=(CODES,))
        found[f"code {code} that must not be sent"] = broken
    found["the longest reason"] = Conversation((closes(1000, b"*" * 123),))
    found["a reason too long"] = Conversation((closes(1000, b"*" * 124),), answer=1002, noted=(CONTROL,))
    found["a reason that is no text"] = Conversation((closes(1000, b"\xff"),), answer=1007, noted=(CLOSE,))
    found["half a code"] = Conversation((Sent(0x88, b"\x03"),), answer=1002, noted=(CLOSE,))
    found["RSV1 on the close frame"] = Conversation((Sent(0xC8),), answer=1002, noted=(FRAMING,))
    after = (closes(1000), Sent(0x89, b"late"), Sent(0x81, b"late"), closes(1001))
    found["frames after the close frame"] = Conversation(after, noted=(CLOSE,) * 3)
    return found


def _compressed() -> dict[str, Conversation]:
    one, two = deflated(b"Hello", b"Hello")
    bad_text, good = deflated(b"\xff")[0], deflated(b"x" * 5000)[0]
    hello = (0x81, b"Hello")
    taken_over = (Sent(0xC1, one, b"Hello"), Sent(0x81, b"Hello"), Sent(0xC1, two, b"Hello"))
    in_parts = (Sent(0x41, one[:3], b"He"), Sent(0x89, b"p"), Sent(0x80, one[3:], b"llo"))
    found = {
        "a context taken over": Conversation(taken_over, (hello,) * 3),
        "an empty message": Conversation((Sent(0xC1, b"\x00", b""),), ((0x81, b""),)),
        "five thousand times the same": Conversation(
            (Sent(0xC2, good, b"x" * 5000),), ((0x82, b"x" * 5000),)
        ),
        "compressed fragments": Conversation(in_parts, ((0x8A, b"p"), hello)),
        "RSV1 on a continuation": fails(1002, RSV1, Sent(0x41, one[:3], b"He"), Sent(0xC0, one[3:])),
        "RSV1 on a ping that is not compressed": fails(1002, RSV1, Sent(0xC9, b"p")),
        "no DEFLATE stream": fails(1002, DEFLATE, Sent(0xC1, b"\xff\xff\xff\xff")),
        "no text in it": fails(1007, TEXT, Sent(0xC1, bad_text, b"\xff")),
    }
    return {f"compressed: {name}": one._replace(compressed=True) for name, one in found.items()}


CONVERSATIONS = _messages() | _broken_frames() | _fragments() | _closings() | _compressed()
