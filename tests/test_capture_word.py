"""What a desktop hands over: an address, a path, or a file:// URL."""

from pathlib import Path

import pytest

from inspector.capture_word import capture_in


@pytest.mark.parametrize(
    "word",
    ["ws://127.0.0.1:8765/echo", "wss://example.test/a.wscap", "localhost:8765", "example.test/echo", ""],
)
def test_an_address_is_no_capture(word):
    assert capture_in(word) is None


@pytest.mark.parametrize("word", ["file:///tmp/a%20b/%C3%BC.wscap", "FILE:///tmp/a%20b/%C3%BC.wscap"])
def test_a_file_url_is_read_as_a_path(word):
    assert capture_in(word) == Path("/tmp/a b/ü.wscap")


def test_a_name_that_ends_like_a_capture_counts_before_it_is_there():
    assert capture_in("not/there.wscap") == Path("not/there.wscap")


def test_any_file_counts(tmp_path):
    there = tmp_path / "session"
    there.touch()
    assert capture_in(str(there)) == there


def test_a_folder_does_not(tmp_path):
    assert capture_in(str(tmp_path)) is None
