"""What a row says: previews of any payload, and times."""

from __future__ import annotations

import time

import pytest

from inspector.ui.frame_look import flags_text
from inspector.ui.frame_preview import payload_text
from inspector.ui.time_format import clock_time, delta, full_time, since_start
from inspector.ui.visible_text import visible
from inspector.wire.records import Opcode


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        (b'{"op":"sub"}', '{"op":"sub"}'),
        (b"", ""),
        (b"a\r\n\tb\x00\x1b\x7f", "a⟨CR⟩↵⇥b⟨NUL⟩⟨ESC⟩⟨DEL⟩"),
        ("\u202egnp.exe\u2066x\u2069".encode(), "⟨U+202E⟩gnp.exe⟨U+2066⟩x⟨U+2069⟩"),
        ("a\u2028b\u200bc\ufeff\u0085".encode(), "a⟨U+2028⟩b⟨U+200B⟩c⟨U+FEFF⟩⟨U+0085⟩"),
        ("שלום 👩‍💻 e\u0301 \u00a0".encode(), "שלום 👩‍💻 e\u0301 \u00a0"),
        (b"<b>bold</b> &amp;", "<b>bold</b> &amp;"),
        (b"ok \xff\xfe", "ok \\xff\\xfe"),
    ],
)
def test_a_text_frame_is_shown_as_it_is_with_nothing_hidden(payload, shown):
    assert payload_text(Opcode.TEXT, payload, len(payload)) == shown


def test_a_character_cut_by_the_preview_is_no_error():
    assert payload_text(Opcode.TEXT, "aé".encode()[:2], 500) == "a"
    assert payload_text(Opcode.TEXT, "aé".encode()[:2], 2) == "a\\xc3"


def test_binary_and_reserved_frames_are_shown_as_hex():
    assert payload_text(Opcode.BINARY, b"Hello", 5) == "48 65 6c 6c 6f"
    assert payload_text(0x3, b"\x00\xff", 2) == "00 ff"


def test_control_payloads_are_text_where_they_can_be_read():
    assert payload_text(Opcode.PING, b"keepalive 1", 11) == "keepalive 1"
    assert payload_text(Opcode.PONG, b"\x00\x01", 2) == "00 01"
    assert payload_text(Opcode.PING, b"\xc3", 1) == "c3"


def test_a_fragment_may_begin_and_end_inside_a_character():
    assert payload_text(Opcode.CONTINUATION, "é fin €".encode()[1:-1], 8) == " fin "
    assert payload_text(Opcode.CONTINUATION, b"\x00\xff\x00", 3) == "00 ff 00"


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        (b"\x03\xe8bye", "1000 normal closure — bye"),
        (b"\x03\xe8", "1000 normal closure"),
        (b"\x0f\xa1x\ny", "4001 private use — x↵y"),
        (b"", "no close code"),
        (b"\x03", "03"),
    ],
)
def test_a_close_frame_shows_code_name_and_reason(qapp, payload, shown):
    assert payload_text(Opcode.CLOSE, payload, len(payload)) == shown


def test_the_first_byte_is_written_out():
    assert flags_text(0x81) == "0x1 FIN"
    assert flags_text(0x41) == "0x1 ··· R1"
    assert flags_text(0xFF) == "0xF FIN R1 R2 R3"


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [
        (None, "–"),
        (0, "+0 ns"),
        (999, "+999 ns"),
        (12_340, "+12.3 µs"),
        (900_000_000, "+900.0 ms"),
        (1_500_000_000, "+1.5 s"),
        (123_000_000_000, "+2 min 03 s"),
        (7_500_000_000_000, "+2 h 05 min"),
        (-1_200_000, "−1.2 ms"),
    ],
)
def test_a_time_between_rows_has_a_fitting_unit(nanoseconds, shown):
    assert delta(nanoseconds) == shown


def test_times_of_day_are_local_and_exact(qapp):
    moment = 1_764_000_000_012_345_678
    assert clock_time(moment) == time.strftime("%H:%M:%S", time.localtime(1_764_000_000)) + ".012"
    assert "012345678" in full_time(moment)
    assert since_start(moment, moment - 1_500_000) == "0.001500 s"


def test_printable_text_is_not_copied():
    text = "plain é 日本"
    assert visible(text) is text
