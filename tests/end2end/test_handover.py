"""A second start hands its URL to the window that is there already."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest

from inspector.capture.records import CaptureError
from inspector.capture.store import Capture

SERVE = [sys.executable, "-m", "inspector", "serve", "--port", "0"]
WINDOW = [sys.executable, "-m", "inspector"]


@pytest.fixture
def environment(tmp_path):
    return os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "TMPDIR": str(tmp_path),
    }


@pytest.fixture
def start(environment):
    started = []

    def run(*words, **more):
        process = subprocess.Popen(
            [*words], env=environment | more, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def echo(start):
    line = start(*SERVE).stdout.readline()
    return next(word for word in line.split() if word.startswith("ws://"))


def urls_in(path, count):
    """Wait until a capture that is being written has so many connections, and give their URLs."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(CaptureError):  # it is being made
            capture = Capture.open(path, read_only=True)
            urls = [record.url for record in capture.connections()]
            capture.close()
            if len(urls) >= count:
                return urls
        time.sleep(0.1)
    raise AssertionError(f"never {count} connections in {path}")


def test_a_second_start_hands_over_and_ends(start, echo, tmp_path):
    capture = tmp_path / "first.wscap"
    first = start(*WINDOW, echo, "--capture", str(capture))
    urls_in(capture, 1)
    second = start(*WINDOW, f"{echo}?second=1")
    assert second.wait(20) == 0
    assert (second.stdout.read(), second.stderr.read()) == ("", "")
    assert urls_in(capture, 2) == [echo, f"{echo}?second=1"]
    assert first.poll() is None


def test_a_new_window_stays_by_itself(start, echo, tmp_path):
    capture, other = tmp_path / "first.wscap", tmp_path / "other.wscap"
    start(*WINDOW, echo, "--capture", str(capture))
    urls_in(capture, 1)
    second = start(*WINDOW, echo, "--new-window", "--capture", str(other))
    urls_in(other, 1)
    assert second.poll() is None
    assert len(urls_in(capture, 1)) == 1


def test_a_new_window_takes_nothing_from_the_first(start, echo, tmp_path):
    capture, other = tmp_path / "first.wscap", tmp_path / "other.wscap"
    start(*WINDOW, echo, "--capture", str(capture))
    urls_in(capture, 1)
    assert start(*WINDOW, f"{echo}?second=1").wait(20) == 0  # by now the first one listens
    second = start(*WINDOW, echo, "--new-window", "--capture", str(other))
    urls_in(other, 1)
    assert start(*WINDOW, f"{echo}?third=1").wait(20) == 0
    second.send_signal(signal.SIGTERM)
    second.wait(20)
    assert start(*WINDOW, f"{echo}?fourth=1").wait(20) == 0
    assert urls_in(capture, 4) == [echo, *(f"{echo}?{name}=1" for name in ("second", "third", "fourth"))]
    assert urls_in(other, 1) == [echo]


def test_the_place_of_a_killed_window_is_taken(start, echo, tmp_path):
    capture, other = tmp_path / "first.wscap", tmp_path / "other.wscap"
    first = start(*WINDOW, echo, "--capture", str(capture))
    urls_in(capture, 1)
    first.kill()
    first.wait()
    second = start(*WINDOW, echo, "--capture", str(other))
    urls_in(other, 1)
    third = start(*WINDOW, f"{echo}?third=1")
    assert third.wait(20) == 0
    urls_in(other, 2)
    assert second.poll() is None


def test_another_data_folder_is_another_program(start, echo, tmp_path):
    capture = tmp_path / "first.wscap"
    start(*WINDOW, echo, "--capture", str(capture))
    urls_in(capture, 1)
    elsewhere = str(tmp_path / "elsewhere")
    second = start(*WINDOW, f"{echo}?second=1", XDG_DATA_HOME=elsewhere)
    folder = tmp_path / "elsewhere" / "websocket-inspector"
    deadline = time.monotonic() + 30
    while not list(folder.rglob("*.wscap")) and time.monotonic() < deadline:
        time.sleep(0.1)
    (made,) = folder.rglob("*.wscap")
    assert urls_in(made, 1) == [f"{echo}?second=1"]
    assert second.poll() is None
    assert len(urls_in(capture, 1)) == 1
