"""The command line as a whole: help, wrong usage, and what cannot be shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspector import __version__

ROOT = Path(__file__).resolve().parents[2]


def test_version(run):
    assert run("--version").stdout == f"ws-inspector {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--help"], "usage: ws-inspector [URL] [--capture FILE]"),
        (["serve", "--help"], "usage: ws-inspector serve"),
        (["record", "--help"], "usage: ws-inspector record"),
        (["export", "--help"], "usage: ws-inspector export"),
    ],
)
def test_help(run, arguments, said):
    done = run(*arguments)
    assert done.returncode == 0
    assert done.stdout.startswith(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ws://127.0.0.1:1/", "ws://127.0.0.1:2/"], "unrecognized arguments: ws://127.0.0.1:2/"),
        (["recrod", "ws://127.0.0.1:1/"], "'recrod' is neither a command nor an address: is record meant?"),
        (["serve", "--port", "65536"], "'65536' is not a port, which is a number from 0 to 65535"),
        (
            ["serve", "--ca-out", "ca.pem"],
            "--ca-out needs --tls: without TLS there is no certificate authority",
        ),
        (["serve", "--ping-interval", "0"], "'0' is not a number of milliseconds from 1 to 3600000"),
        (["record", "ws://127.0.0.1:1/"], "the following arguments are required: -o/--output"),
        (["record", "ws://h/", "-o", "f", "--messages", "0"], "'0' is not a whole number above 0"),
        (["record", "ws://h/", "-o", "f", "--seconds", "nan"], "'nan' is not a number of seconds above 0"),
        (["record", "ws://h/", "-o", "f", "--header", "Cookie"], "'Cookie' is not a header"),
        (["export", "f", "--format", "xml", "-o", "-"], "invalid choice: 'xml'"),
    ],
)
def test_wrong_usage_is_explained(run, arguments, said):
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_missing_screen_is_one_line(run, monkeypatch, tmp_path):
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND"))}
    variables.pop("DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-m", "inspector"],
        cwd=tmp_path,
        env=variables | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("ws-inspector: There is no screen to show a window on")
    assert done.stderr.count("\n") == 1


def test_help_loads_nothing_heavy(tmp_path):
    script = (
        "import sys; from inspector.__main__ import main; main(['--help']);"
        "heavy = {'PySide6', 'asyncio', 'websockets', 'apsw', 'aiohttp'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "[]\n"
