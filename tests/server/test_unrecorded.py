"""What stands in for a capture takes all that a capture takes."""

from __future__ import annotations

from inspector.server.unrecorded import Unrecorded


def test_connections_and_frames_get_ids_as_in_a_capture():
    unrecorded = Unrecorded()
    assert [unrecorded.open_connection("ws://127.0.0.1/") for _ in range(2)] == [1, 2]
    assert unrecorded.append(1, [(0, 1, 0x81, None, 2, b"hi")] * 3, 3) == 1
    assert unrecorded.append_http(2, 1, b"GET / HTTP/1.1\r\n\r\n", b"", 0, 0) == 4
    assert unrecorded.append(1, []) == 5


def test_all_else_is_taken_and_forgotten():
    unrecorded = Unrecorded()
    unrecorded.update_connection(7, closed_ns=1, close_code=1000)
    unrecorded.keep_header(1, b"\x81\x7e\x00\x02")
    unrecorded.add_note("violation", "what the peer did", section="5.2")
    unrecorded.close()


def test_there_is_always_room():
    unrecorded, called = Unrecorded(), []
    unrecorded.append(1, [(0, 1, 0x82, None, 1_000_000, bytes(1_000_000))] * 1_000)
    assert not unrecorded.full
    unrecorded.on_drained(lambda: called.append("drained"))
    assert called == ["drained"]
