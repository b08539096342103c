"""Reports of faults hold what a maintainer needs, and nothing of what was on the wire."""

import os
import subprocess
import sys
from pathlib import Path

from inspector.crash import BlackBox, report, versions

SECRET = "hunter2 in a payload"


def failed():
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise RuntimeError(f"because of {SECRET}") from error
    except RuntimeError as error:
        return error


def test_a_report_names_types_places_and_versions_and_quotes_nothing():
    text = report(failed(), "opening a connection")
    assert text.startswith("WebSocket Inspector ")
    assert "RuntimeError" in text
    assert "ValueError at\n  tests/test_crash.py:" in text
    assert "in failed" in text
    assert "while: opening a connection" in text
    assert all(line in text for line in versions())
    assert SECRET not in text
    assert str(Path.home()) not in text


def test_types_of_other_packages_are_named_with_their_module():
    from inspector.capture.records import CaptureError

    assert "inspector.capture.records.CaptureError" in report(CaptureError("x"))


def test_a_clean_end_leaves_nothing(tmp_path):
    box = BlackBox(tmp_path / "data")
    box.open()
    assert [path.name for path in (tmp_path / "data").iterdir()] == [f"crash-{os.getpid()}.log"]
    assert box.found() == ""
    box.close()
    assert list((tmp_path / "data").iterdir()) == []


def test_a_hard_crash_is_found_by_the_next_start(tmp_path):
    code = (
        "import sys, ctypes; from pathlib import Path; from inspector.crash import BlackBox\n"
        "box = BlackBox(Path(sys.argv[1])); box.open(); ctypes.string_at(0)\n"
    )
    crashed = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True)
    assert crashed.returncode < 0
    text = BlackBox(tmp_path).found()
    assert "Segmentation fault" in text
    assert "Python 3" in text
    assert BlackBox(tmp_path).found() == ""


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    box = BlackBox(tmp_path / "file" / "data")
    box.open()
    box.close()
    assert box.found() == ""
