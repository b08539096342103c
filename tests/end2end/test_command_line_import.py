"""`import` as a process: what `export` wrote becomes a capture again."""

import json

import pytest


@pytest.fixture(scope="module")
def capture(server, run_in, tmp_path_factory):
    """Record an echo."""
    path = tmp_path_factory.mktemp("recorded") / "capture.wscap"
    done = run_in(path.parent, "record", f"{server}/echo", "-o", path, "--send", "hé", "--messages", "1")
    assert done.returncode == 0, done
    return path


def records(run, path):
    done = run("export", path, "--format", "jsonl", "-o", "-")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_lines_make_the_same_capture(run, capture):
    run("export", capture, "--format", "jsonl", "-o", "out.jsonl")
    done = run("import", "out.jsonl", "-o", "in.wscap")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "4 frames of 1 connection imported.\n"
    assert records(run, "in.wscap") == records(run, capture)


def test_har_makes_a_capture_of_messages(run, capture):
    run("export", capture, "--format", "har", "-o", "out.har")
    assert run("import", "out.har", "-o", "in.wscap").returncode == 0
    texts = [(one["direction"], one["text"]) for one in records(run, "in.wscap") if one["record"] == "frame"]
    assert texts == [("sent", "hé"), ("received", "hé")]


def test_an_imported_capture_is_readable_by_its_owner_only(run, capture, tmp_path):
    run("export", capture, "--format", "har", "-o", "out.har")
    run("import", "out.har", "-o", "in.wscap")
    assert (tmp_path / "in.wscap").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.wscap", "out.har"]


def test_what_is_left_out_is_said(run, tmp_path):
    entry = {
        "request": {"url": "ws://h/"},
        "startedDateTime": "2023-11-14T22:13:20Z",
        "_webSocketMessages": [7],
    }
    (tmp_path / "in.har").write_text(json.dumps({"log": {"entries": [entry, 5]}}))
    done = run("import", "in.har", "-o", "in.wscap")
    assert done.returncode == 0
    assert done.stderr.startswith(
        "0 frames of 1 connection imported; 2 parts could not be read. Entry 2 was left"
    )


def test_a_file_that_cannot_be_imported(fails, capture, tmp_path):
    assert "is a capture or another database" in fails("import", capture, "-o", "in.wscap")
    assert "absent" in fails("import", "absent", "-o", "in.wscap")
    assert list(tmp_path.iterdir()) == []


def test_a_capture_that_is_there_is_spared(run, fails, capture):
    run("export", capture, "--format", "har", "-o", "out.har")
    before = capture.read_bytes()
    assert "exists" in fails("import", "out.har", "-o", capture)
    assert capture.read_bytes() == before
