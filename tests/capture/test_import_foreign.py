"""HAR files that Chrome, Playwright and mitmproxy wrote of the local server's echo, each by itself."""

import io
import json
from pathlib import Path

import pytest

from inspector.capture.exporting import export_to
from inspector.capture.importing import import_file

FOLDER = Path(__file__).parent / "har"
TEXT, BINARY, JSON = (1, 'héllo "world"'.encode()), (2, b"\x00\xff\x80"), (1, b'{"n":1}')
BROWSED = [(0, *TEXT), (0, *BINARY), (0, *JSON), (1, *TEXT), (1, *BINARY), (1, *JSON)]


@pytest.fixture
def imported(captures, tmp_path):
    """Import a file, and give the one connection in it, its messages, and the capture."""

    def run(name):
        result = import_file(FOLDER / name, tmp_path / "in.wscap")
        assert (result.skipped, result.problems) == (0, ())
        capture = captures.open(tmp_path / "in.wscap", read_only=True)
        (record,) = capture.connections()
        return record, [one.frame for one in capture.frames()], capture

    return run


def messages(frames):
    return [(frame.direction, frame.opcode, frame.payload) for frame in frames]


@pytest.mark.parametrize("name", ["chrome.har", "playwright.har"])
def test_a_browser(imported, name):
    record, frames, _capture = imported(name)
    assert messages(frames) == BROWSED
    assert record.url.startswith("ws://127.0.0.1:8798/echo")
    assert record.request_head.startswith(b"GET /echo")
    assert b"\r\nSec-WebSocket-Version: 13\r\n" in record.request_head
    assert record.response_head.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert record.extensions == "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12"
    assert all(frame.fin and not frame.rsv1 and frame.masking_key is None for frame in frames)
    times = [frame.time_ns for frame in frames]
    assert times == sorted(times)
    assert 0 < times[0] - record.opened_ns < 10**9
    assert 0 <= record.closed_ns - times[-1] < 10**9
    assert json.loads(record.timings or "{}").keys() <= {"dns", "tcp", "tls", "upgrade"}


def test_mitmproxy(imported):
    record, frames, _capture = imported("mitmproxy.har")
    assert messages(frames) == [(0, 1, "héllo".encode()), (0, *JSON), (1, 1, "héllo".encode()), (1, *JSON)]
    assert (record.url, record.peer) == ("ws://127.0.0.1:8798/echo", "127.0.0.1:8798")
    assert 0 < frames[0].time_ns - record.opened_ns < 10**9
    assert record.closed_ns >= frames[-1].time_ns


def kinds(value):
    """Give the shape of a value: the names in it and the kinds of what they hold."""
    if isinstance(value, dict):
        return {name: kinds(member) for name, member in value.items()}
    if isinstance(value, list):
        return [kinds(value[0])] if value else []
    return (
        "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
    )


def test_our_own_has_the_shape_of_chromes(imported):
    _record, _frames, capture = imported("chrome.har")
    out = io.BytesIO()
    export_to(capture, "har", out, secrets=True)
    (chrome,) = json.loads((FOLDER / "chrome.har").read_bytes())["log"]["entries"]
    (ours,) = json.loads(out.getvalue())["log"]["entries"]
    assert ours["_webSocketMessages"] == chrome["_webSocketMessages"]
    size = {"headersSize": chrome["request"]["headersSize"]}  # of a head that Chrome itself does not show
    assert ours["request"] | size == chrome["request"]
    assert set(chrome) - set(ours) == {"_priority"}
    for name in (
        "headers",
        "status",
        "statusText",
        "httpVersion",
        "cookies",
        "redirectURL",
        "headersSize",
        "_error",
    ):
        assert ours["response"][name] == chrome["response"][name]
    for part in ("response", "timings"):
        theirs = {name: kind for name, kind in kinds(chrome[part]).items() if not name.startswith("_")}
        theirs.get("content", {}).pop("compression", None)
        assert {name: kinds(ours[part])[name] for name in theirs} == theirs
    assert ours["startedDateTime"] == chrome["startedDateTime"]
