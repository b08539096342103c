"""Each format in the words a person reads."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.payloads.hex_dump import HexReader, ascii_column
from inspector.payloads.registry import view
from inspector.payloads.utf8 import Utf8Reader
from inspector.payloads.visible import SHOWN, visible
from inspector.wire.records import Opcode


def test_a_close_frame_tells_code_name_reason_and_meaning():
    assert view(b"\x03\xe9bye", Opcode.CLOSE).text.splitlines() == [
        "Code    1001  going away",
        "Reason  bye",
        "",
        "The endpoint leaves: a server shuts down, or a browser left the page.",
    ]


def test_a_close_frame_that_breaks_the_rfc_says_so():
    assert "needs two" in view(b"\x03", Opcode.CLOSE).problem
    assert view(b"\x03\xed", Opcode.CLOSE).problem == "The code 1005 must not be on the wire (RFC 6455 §7.4)."
    assert "In the reason: Not UTF-8 at byte 1" in view(b"\x03\xe8a\xff", Opcode.CLOSE).problem


def test_a_close_frame_without_a_code():
    assert view(b"", Opcode.CLOSE).text.startswith("No close code and no reason")


def test_a_ping_is_shown_as_text_and_as_bytes():
    assert view(b"hi", Opcode.PING).text.splitlines()[0] == "hi"
    assert view(b"hi", Opcode.PING).text.splitlines()[2].startswith("00000000  68 69")
    assert view(b"\x00\x01", Opcode.PONG).text.startswith("00000000  00 01")
    assert view(b"", Opcode.PONG).text == "No application data."
    assert (
        view(b"x" * 126, Opcode.PING).problem
        == "126 bytes; a control frame carries at most 125 (RFC 6455 §5.5)."
    )


def test_a_form_is_decoded_field_by_field():
    assert view(b"a=1&b%20c=%E2%80%AE+x&d=", Opcode.TEXT).text.splitlines() == [
        "a = 1",
        "b c = ⟨U+202E⟩ x",
        "d = ",
    ]


def test_markup_is_nothing_but_text():
    markup = "<img src=x onerror=alert(1)> &amp; <b>"
    assert view(markup.encode(), Opcode.TEXT).text == markup


def test_controls_and_bidi_overrides_are_seen_and_scripts_stay():
    assert visible("a\x00\r\n\tb\x7f\x85") == "a⟨NUL⟩⟨CR⟩\n\tb⟨DEL⟩⟨U+0085⟩"
    assert visible("\u2066\u2029\ufdd0\ufffc\ud800") == "⟨U+2066⟩⟨U+2029⟩⟨U+FDD0⟩⟨U+FFFC⟩⟨U+D800⟩"
    for kept in ("שלום", "नि\u200dवा", "👩\u200d💻", "\xa0"):
        assert visible(kept) == kept
    assert visible("a\tb\nc", one_line=True) == "a⟨TAB⟩b⟨LF⟩c"


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_made_visible_stays_visible(text):
    shown = visible(text, one_line=True)
    assert visible(shown, one_line=True) == shown
    assert shown.count("⟨") - text.count("⟨") <= len(SHOWN.findall(shown))
    assert shown.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in shown)


def test_what_is_no_utf8_stays_legible_with_its_place():
    reader = Utf8Reader()
    assert reader.feed(b"ab\xc3", final=False) == "ab"
    assert reader.feed(b"\xbc\xff\xe2\x82", final=False) == "ü\\xff"
    assert reader.feed(b"\xac!", final=True) == "€!"
    assert reader.problem == "Not UTF-8 at byte 4: invalid start byte."


def test_a_character_cut_by_the_end_is_told():
    reader = Utf8Reader()
    assert reader.feed(b"a\xe2\x82", final=True) == "a\\xe2\\x82"
    assert reader.problem == "Not UTF-8 at byte 1: unexpected end of data."


def test_a_continuation_may_begin_inside_a_character():
    result = view(b"\xbc!", Opcode.CONTINUATION, "text")
    assert (result.text, result.problem) == ("\\xbc!", "")


@given(st.binary(max_size=100))
def test_a_dump_holds_every_byte(payload):
    lines = HexReader().feed(payload, final=True).splitlines()
    assert b"".join(bytes.fromhex(line[10:58]) for line in lines) == payload
    assert [int(line[:8], 16) for line in lines] == list(range(0, len(payload), 16))
    assert "".join(line[60:] for line in lines) == ascii_column(payload)
