"""`export` as a process: what it writes can be read back by the usual tools."""

import csv
import json

import pytest

from inspector.arguments import EXPORT_FORMATS
from inspector.capture.exporting import FORMATS


@pytest.fixture(scope="module")
def capture(server, run_in, tmp_path_factory):
    """Record an echo that holds what exports stumble over."""
    path = tmp_path_factory.mktemp("recorded") / "capture.wscapture"
    odd = 'a "quoted", line\nand another; ✓ \u200f'
    arguments = ["--send", odd, "--send", '{"n": 1}', "--messages", "2", "--header", "Cookie: session=secret"]
    done = run_in(path.parent, "record", f"{server}/echo", "-o", path, *arguments)
    assert done.returncode == 0, done
    return path, odd


def test_jsonl_is_read_back(run, capture):
    path, odd = capture
    done = run("export", path, "--format", "jsonl", "-o", "-")
    assert done.returncode == 0
    assert done.stderr == ""
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert json.dumps(odd) in json.dumps(records)


def test_csv_is_read_back(run, capture, tmp_path):
    path, odd = capture
    done = run("export", path, "--format", "csv", "-o", "out.csv")
    assert done.returncode == 0
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert len({len(row) for row in rows}) == 1
    assert sum(odd in row for row in rows) == 2


def test_secrets_are_masked_unless_asked_for(run, capture):
    path, _odd = capture
    assert "session=secret" not in run("export", path, "--format", "jsonl", "-o", "-").stdout
    assert "session=secret" in run("export", path, "--format", "jsonl", "-o", "-", "--secrets").stdout


def test_a_file_that_is_not_there(fails):
    assert "absent" in fails("export", "absent", "--format", "csv", "-o", "-")


def test_a_file_that_is_no_capture(fails, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader, " * 1000)
    assert "letter.txt" in fails("export", "letter.txt", "--format", "csv", "-o", "-")


def test_a_damaged_capture(fails, capture, tmp_path):
    whole = capture[0].read_bytes()
    (tmp_path / "damaged").write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    assert "damaged" in fails("export", "damaged", "--format", "csv", "-o", "-")


def test_the_capture_itself_is_no_output(fails, capture):
    before = capture[0].read_bytes()
    assert "the capture itself" in fails("export", capture[0], "--format", "csv", "-o", capture[0])
    assert capture[0].read_bytes() == before


def test_an_export_is_readable_by_its_owner_only(run, capture, tmp_path):
    run("export", capture[0], "--format", "csv", "-o", "out.csv")
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0


def test_an_output_that_cannot_be_written(fails, capture):
    assert "nowhere" in fails("export", capture[0], "--format", "csv", "-o", "nowhere/out.csv")


def test_a_reader_that_leaves_early_is_no_fault(start, capture):
    status, said = start("export", capture[0], "--format", "jsonl", "-o", "-").end_unread()
    assert status in (0, 1)
    assert said == ""


def test_every_format_is_offered(run, capture, tmp_path):
    assert tuple(known.name for known in FORMATS) == EXPORT_FORMATS
    told = run("export", "--help").stdout
    for name in EXPORT_FORMATS:
        assert f"\n  {name} " in told
        assert run("export", capture[0], "--format", name, "-o", f"out.{name}").returncode == 0
        assert (tmp_path / f"out.{name}").stat().st_size


def test_har_is_read_back(run, capture):
    path, odd = capture
    log = json.loads(run("export", path, "--format", "har", "-o", "-").stdout)["log"]
    (entry,) = log["entries"]
    sent = [message["data"] for message in entry["_webSocketMessages"] if message["type"] == "send"]
    assert sent[0] == odd
    assert {"name": "Cookie", "value": "***"} in entry["request"]["headers"]


def test_a_report_has_commands(run, capture):
    text = run("export", capture[0], "--format", "md", "-o", "-").stdout
    assert "curl --include" in text
    assert "websocat" in text
    assert "session=secret" not in text


def test_a_filter_and_a_connection_choose(run, capture, fails):
    path, odd = capture

    def texts(*arguments):
        done = run("export", path, "--format", "jsonl", "-o", "-", *arguments)
        assert done.returncode == 0, done
        records = map(json.loads, done.stdout.splitlines())
        return [record.get("text") for record in records if record["record"] == "frame"]

    assert texts("--filter", "type:text dir:sent quoted") == [odd]
    assert texts("--filter", "dir:sent type:text") == [odd, '{"n": 1}']
    assert texts("--filter", "nothing-like-this") == []
    assert texts("--connection", "1") == texts()
    assert "has no connection 9: it has 1" in fails(
        "export", path, "--format", "csv", "-o", "-", "--connection", "9"
    )


def test_a_wrong_filter_is_wrong_usage(run, capture):
    done = run("export", capture[0], "--format", "csv", "-o", "-", "--filter", "size:>")
    assert done.returncode == 2
    assert "argument --filter" in done.stderr
