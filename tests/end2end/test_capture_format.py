"""docs/capture-format.md, held against a capture that the program wrote."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from inspector.capture.store import Capture

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "capture-format.md").read_text()


@pytest.fixture
def database(tmp_path):
    capture = Capture.create(tmp_path / "capture.wscapture")
    connection = capture.open_connection("ws://127.0.0.1/")
    rows = [(1, 1, 0x01, None, 2, b"ab"), (2, 1, 0x80, None, 1, b"c"), (3, 0, 0x89, b"mask", 0, b"")]
    rows += [(2_000_003, 1, 0x8A, None, 0, b""), (5, 1, 0x83, None, 1, b"!")]
    first = capture.append(connection, rows)
    capture.add_note("violation", "Reserved opcode.", section="RFC 6455 §5.2", frame_id=first + 4)
    capture.bookmarks.set(first, "the first one")
    capture.clear()
    capture.close()
    with closing(sqlite3.connect(tmp_path / "capture.wscapture")) as opened:
        yield opened


def section(name):
    return re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)[1]


def columns(database, table):
    return {row[1] for row in database.execute(f"PRAGMA table_xinfo({table})")}


def test_the_marks_are_as_documented(database):
    assert database.execute("PRAGMA application_id").fetchone() == (0x57534350,)
    assert database.execute("PRAGMA user_version").fetchone() == (1,)


@pytest.mark.parametrize("table", ["connection", "frame", "message", "note"])
def test_every_column_is_documented(database, table):
    documented = set(re.findall(r"`(\w+)`", section(table)))
    assert columns(database, table) - documented == set()


@pytest.mark.parametrize("table", ["connection", "frame"])
def test_every_documented_column_is_there(database, table):
    rows = [line.split("|")[1] for line in section(table).splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert documented - columns(database, table) == set()


def test_what_is_cleared_is_kept_as_documented(database):
    found = dict(database.execute("SELECT name, value FROM property"))
    assert set(found) == {"open", "cleared_through", "cleared", "frame_counts"}
    assert found["cleared_through"] == 5
    assert json.loads(found["cleared"]) == {"connections": [], "counts": {"1": [1, 4]}}
    assert columns(database, "bookmark") == {"frame_id", "time_ns", "text"}


@pytest.mark.parametrize("number", range(PAGE.count("```sql")))
def test_the_examples_find_something(database, number):
    example = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)[number]
    assert database.execute(example).fetchall()


def test_the_violation_is_found_with_its_bytes(database):
    example = next(text for text in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL) if "violation" in text)
    assert database.execute(example).fetchall() == [("RFC 6455 §5.2", "Reserved opcode.", "83", "21")]
