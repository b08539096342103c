"""What this program exports comes back; what cannot be read is counted and said, never a fault."""

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.capture.exporting import export, export_to
from inspector.capture.importing import ImportFileError, import_file
from inspector.capture.records import CaptureError

S = 1_700_000_000_123_456_789
HEAD = b"GET /a?b HTTP/1.1\r\nHost: h\r\nX: \xff\r\n\r\n"


@pytest.fixture
def imported(captures, tmp_path):
    """Import a text or bytes, and give the capture and the result."""
    count = iter(range(10_000))

    def run(content, name="in.har", **options):
        source, made = tmp_path / name, tmp_path / f"{next(count)}.wscap"
        if not isinstance(content, bytes):
            content = (content if isinstance(content, str) else json.dumps(content)).encode()
        source.write_bytes(content)
        result = import_file(source, made, **options)
        return captures.open(made, read_only=True), result

    return run


@pytest.fixture
def full(captures):
    """A capture with everything there is."""
    capture = captures.create(None)
    first = capture.open_connection("wss://me:pass@h/a?b", peer="[::1]:443", opened_ns=S)
    capture.update_connection(
        first, request_head=HEAD, response_head=b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n",
        subprotocol="chat", extensions="permessage-deflate", tls='{"version": "TLSv1.3", "chain": []}',
        timings='{"dns": 1.5}', closed_ns=S + 9, close_code=4001, close_reason="bye", closed_by="remote",
    )  # fmt: skip
    second = capture.open_connection("ws://h/2", role="server", opened_ns=S + 1)
    capture.update_connection(second, error="It broke.")
    capture.append(first, [(S, 0, 0x81, b"abcd", 5, "hé".encode()), (S + 1, 1, 0x02, None, 3, b"\x00\xff")])
    capture.append(second, [(S + 2, 1, 0xB3, None, 1, b"odd"), (S + 3, 1, 0x88, None, 1, b"x")])
    capture.append(first, [(S + 4, 1, 0x80, None, 1, b"!"), (S + 5, 1, 0x88, None, 5, b"\x0f\xa1bye")])
    polling = capture.open_connection("http://h/socket.io/?EIO=4&transport=polling", opened_ns=S + 6)
    capture.append_http(polling, 0, HEAD, b"", 0, S + 6)
    capture.append_http(polling, 1, b"HTTP/1.1 200 OK\r\n\r\n", b"0{}\xff", 99, S + 7)
    capture.add_note(
        "violation", "Odd.", section="RFC 6455 §5.2", connection_id=second, frame_id=3, time_ns=S
    )
    capture.add_note("state", "Of all.", time_ns=S)
    capture.flush()
    return capture


def test_json_lines_come_back_whole(full, captures, tmp_path):
    export(full, "jsonl", tmp_path / "out.jsonl", secrets=True)
    result = import_file(tmp_path / "out.jsonl", tmp_path / "in.wscap")
    back = captures.open(tmp_path / "in.wscap", read_only=True)
    assert back.connections() == full.connections()
    assert list(back.frames()) == list(full.frames())
    assert back.notes() == full.notes()
    assert [back.http_head(number) for number in (7, 8)] == [full.http_head(number) for number in (7, 8)]
    assert (result.frames, result.connections, result.skipped, result.problems) == (8, 3, 0, ())
    assert result.summary() == "8 frames of 3 connections imported."


def test_a_har_file_of_our_own_comes_back(full, captures, tmp_path):
    export(full, "har", tmp_path / "out.har", secrets=True)
    result = import_file(tmp_path / "out.har", tmp_path / "in.wscap")
    back = captures.open(tmp_path / "in.wscap", read_only=True)
    assert result.skipped == 0, result.problems
    names = (
        "url",
        "opened_ns",
        "role",
        "peer",
        "closed_ns",
        "close_code",
        "close_reason",
        "closed_by",
        "error",
    )
    for before, after in zip(full.connections()[:2], back.connections(), strict=False):
        assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    assert back.connections()[0].request_head == HEAD
    rows = [
        (one.frame.time_ns, one.frame.direction, one.frame.head, one.frame.payload) for one in back.frames()
    ]
    assert rows[:3] == [(S, 0, 0x81, "hé".encode()), (S + 2, 1, 0x83, b"odd"), (S + 4, 1, 0x82, b"\x00\xff!")]
    assert [row[2:] for row in rows[3:]] == [(-1, b""), (-1, b"0{}\xff")]
    assert back.http_head(4).startswith(b"GET /a?b HTTP/1.1\r\n")


def test_frames_of_an_export_by_filter_keep_their_notes(full, captures, tmp_path):
    lines = io.BytesIO()
    export_to(full, "jsonl", lines)
    kept = [line for line in lines.getvalue().splitlines() if b'"id":1,"connection_id"' not in line]
    (tmp_path / "some.jsonl").write_bytes(b"\n".join(kept))
    import_file(tmp_path / "some.jsonl", tmp_path / "in.wscap")
    back = captures.open(tmp_path / "in.wscap", read_only=True)
    (noted,) = [note.frame_id for note in back.notes() if note.frame_id is not None]
    assert back.frame(noted).frame.payload == b"odd"


def message(**changes):
    return {"type": "send", "time": 1700000000.5, "opcode": 1, "data": "hi"} | changes


def har(*messages, **entry):
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "test", "version": "1"},
            "entries": [
                {
                    "_webSocketMessages": list(messages),
                    "startedDateTime": "2023-11-14T22:13:20.123Z",
                    "request": {"url": "ws://h/", "method": "GET", "headers": []},
                    "response": {"status": 101, "headers": []},
                }
                | entry
            ],
        }
    }


@pytest.mark.parametrize(
    "time",
    [
        1_700_000_000.5,
        1_700_000_000_500,
        1_700_000_000_500_000,
        1_700_000_000_500_000_000,
        1_700_000_000_500.0,
    ],
)
def test_times_of_any_unit(imported, time):
    capture, _result = imported(har(message(time=time)))
    assert capture.frame(1).frame.time_ns == 1_700_000_000_500_000_000


def test_without_times_the_order_stays(imported):
    capture, result = imported(har(message(time=-1), message(time=-1, data="ho")))
    assert [one.frame.payload for one in capture.frames()] == [b"hi", b"ho"]
    assert capture.frame(1).frame.time_ns == 1_700_000_000_123_000_000
    assert result.skipped == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"type": "told"}, "its type is neither send nor receive"),
        ({"type": ["send"]}, "its type is neither send nor receive"),
        ({"time": "now"}, "its time is no number"),
        ({"time": True}, "its time is no number"),
        ({"time": -5}, "its time is before 1970"),
        ({"time": 1e300}, "its time is too far in the future"),
        ({"time": float("nan")}, "its time is no number"),
        ({"opcode": "1"}, "its opcode is not a number"),
        ({"opcode": 16}, "its opcode is not a number"),
        ({"data": 5}, "its data is no text"),
        ({"opcode": 2, "data": "no base64!"}, "its data is no base64"),
        ({"opcode": 2, "data": "é"}, "its data is no base64"),
    ],
)
def test_a_bad_message_is_left_out_and_said(imported, changes, said):
    capture, result = imported(har(message(data="before"), message(**changes), message(data="after")))
    assert [one.frame.payload for one in capture.frames()] == [b"before", b"after"]
    assert result.skipped == 1
    assert f"Message 2 of entry 1 was left out: {said}" in result.problems[0]
    assert "1 part could not be read. Message 2" in result.summary()


@pytest.mark.parametrize(
    "bad",
    [
        7,
        {},
        {"request": 5},
        {"request": {"url": 5}},
        {"request": {"url": "ws://h/"}},
        {"request": {"url": "ws://h/"}, "startedDateTime": "yesterday"},
        {"request": {"url": "ws://h/"}, "startedDateTime": 5},
    ],
)
def test_a_bad_entry_is_left_out_and_said(imported, bad):
    content = har(message())
    content["log"]["entries"].insert(0, bad)
    capture, result = imported(content)
    assert (result.connections, result.frames, result.skipped) == (1, 1, 1)
    assert result.problems[0].startswith("Entry 1 was left out: ")
    assert len(capture.connections()) == 1


def test_what_is_no_websocket_is_left_out(imported):
    content = har(message())
    page = {"request": {"url": "https://h/page"}, "response": {}, "startedDateTime": "2023-11-14T22:13:20Z"}
    content["log"]["entries"] += [page, page]
    _capture, result = imported(content)
    assert (result.connections, result.left_out, result.skipped) == (1, 2, 0)
    assert "2 requests are no WebSocket and left out" in result.summary()


def test_messages_of_several_connections_are_in_the_order_of_time(imported):
    content = har(message(time=1700000001, data="1"), message(time=1700000003, data="3"))
    second = har(message(time=1700000002, data="2"), message(time=1700000004, data="4"))["log"]["entries"]
    content["log"]["entries"] += second
    capture, _result = imported(content)
    assert [(one.connection_id, one.frame.payload) for one in capture.frames()] == [
        (1, b"1"), (2, b"2"), (1, b"3"), (2, b"4"),
    ]  # fmt: skip


def test_a_file_cut_short_keeps_what_was_read(imported):
    text = json.dumps(har(message(data="one"), message(data="two"), message(data="three")))
    before = text.index('"startedDateTime"')
    started = text[before:]
    whole = text[:before] + started
    cut = whole.replace(
        '"_webSocketMessages"', '"startedDateTime": "2023-11-14T22:13:20Z", "_webSocketMessages"'
    )
    second = cut.index('"entries": [') + len('"entries": [')
    cut = cut[:second] + whole[second : whole.rindex("]")] + ", " + cut[second:]
    _capture, result = imported(cut[: cut.rindex("three") - 30])
    assert (result.connections, result.frames) == (1, 3)
    assert any("ends in the middle" in said or "never ends" in said for said in result.problems)


def test_messages_beside_the_file(imported, tmp_path):
    (tmp_path / "abc.jsonl").write_text(json.dumps(message()) + "\n\n" + json.dumps(message(type="x")) + "\n")
    content = har(response={"status": 101, "content": {"_file": "../../abc.jsonl"}})
    del content["log"]["entries"][0]["_webSocketMessages"]
    content["log"]["entries"][0]["_resourceType"] = "websocket"
    capture, result = imported(content)
    assert [one.frame.payload for one in capture.frames()] == [b"hi"]
    assert result.skipped == 1
    content["log"]["entries"][0]["response"]["content"]["_file"] = "absent.jsonl"
    _capture, result = imported(content)
    assert "absent.jsonl" in result.problems[0]


def test_an_error_becomes_a_note(imported):
    capture, result = imported(har({"type": "error", "time": 1700000000, "opcode": -1, "data": "It broke."}))
    assert [note.text for note in capture.notes() if note.kind == "error"] == ["It broke."]
    assert (result.frames, result.skipped) == (0, 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is neither a HAR file"),
        (b"Dear reader", "is neither a HAR file"),
        (b"SQLite format 3\0", "is a capture or another database"),
        ("{}".encode("utf-16"), "is UTF-16"),
        (b"PK\x03\x04", "is a zip file"),
        (b"\x78\x9c", "mitmproxy"),
        (b"\x0a\x0d\x0d\x0a", "packets"),
        (b"{}", "has no WebSocket connections"),
        (b'{"log": {"entries": []}}', "has no WebSocket connections"),
        (b'{"log": {"entries": [5]}}', "Entry 1 was left out"),
        (b'{"log', "Nothing in"),
        (b'{"record": 5}', "Line 1 was left out"),
    ],
)
def test_what_is_nothing_to_import_makes_no_capture(imported, tmp_path, content, said):
    with pytest.raises(ImportFileError, match=said):
        imported(content)
    assert [path.name for path in tmp_path.iterdir()] == ["in.har"]


def test_a_byte_order_mark_is_no_hindrance(imported):
    _capture, result = imported(b"\xef\xbb\xbf" + json.dumps(har(message())).encode())
    assert result.frames == 1


def test_a_capture_that_is_there_is_spared(imported, tmp_path):
    (tmp_path / "0.wscap").write_text("precious")
    with pytest.raises(ImportFileError, match="exists"):
        imported(har(message()))
    assert (tmp_path / "0.wscap").read_text() == "precious"
    with pytest.raises(CaptureError, match="does not exist"):
        import_file(tmp_path / "in.har", tmp_path / "absent" / "made")
    with pytest.raises(ImportFileError, match="cannot be read"):
        import_file(tmp_path / "absent.har", tmp_path / "made")


@pytest.mark.parametrize("name", ["har", "jsonl"])
def test_progress_and_cancel(captures, rows, imported, tmp_path, name):
    capture = captures.create(None)
    capture.append(capture.open_connection("ws://h/"), rows(6000))
    capture.flush()
    out = io.BytesIO()
    export_to(capture, name, out)
    said = []
    _capture, result = imported(out.getvalue(), on_progress=lambda *numbers: said.append(numbers))
    total = len(out.getvalue())
    assert result.frames == 6000
    assert said[-1] == (total, total)
    assert said == sorted(said)
    assert len(said) > 3
    before = set(tmp_path.iterdir())
    result = import_file(tmp_path / "in.har", tmp_path / "made", cancelled=lambda: True)
    assert result.cancelled
    assert set(tmp_path.iterdir()) == before


NAMES = [
    "log",
    "entries",
    "request",
    "response",
    "_webSocketMessages",
    "url",
    "headers",
    "name",
    "value",
    "type",
    "time",
    "opcode",
    "data",
    "text",
    "timings",
    "startedDateTime",
    "content",
    "_connection",
    "id",
    "status",
    "record",
    "direction",
    "head",
    "_file",
    "serverIPAddress",
    "encoding",
]
ANY = st.recursive(
    st.sampled_from(["ws://h/", "=", "send", None])
    | st.floats()
    | st.text(max_size=8)
    | st.integers()
    | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)


@given(
    damage=st.dictionaries(st.sampled_from(sorted(har(message())["log"]["entries"][0])), ANY),
    messages=st.lists(ANY),
)
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_entry_is_imported_or_said(imported, damage, messages):
    content = har(message(), *messages, message(data="last"))
    broken = har(message())["log"]["entries"][0] | damage
    content["log"]["entries"].append(broken)
    capture, result = imported(json.dumps(content))
    payloads = [one.frame.payload for one in capture.frames() if one.connection_id == 1]
    assert b"last" in payloads
    assert result.skipped >= len(result.problems) or result.skipped == 0
    assert all(said.endswith(".") for said in result.problems)


@given(content=ANY.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=80))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_imported_or_refused_in_a_sentence(imported, content):
    said = "."
    try:
        imported(b'{"log": ' + content + b"}")
    except ImportFileError as error:
        said = str(error)
    assert said.endswith(".")


@given(lines=st.lists(ANY.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=30), max_size=8))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_lines_are_imported_or_said(full, imported, lines):
    out = io.BytesIO()
    export_to(full, "jsonl", out)
    good = out.getvalue().splitlines()
    mixed = [line for pair in zip(good, [*lines, *[b""] * len(good)], strict=False) for line in pair]
    _capture, result = imported(b"\n".join(mixed))
    assert result.frames >= 8
    assert result.connections >= 3
