"""`bootstrap.py` as a script: what it says when it cannot do what it was told."""

import ast
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "bootstrap.py"


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_no_command_is_wrong_usage():
    done = run(str(SCRIPT))
    assert done.returncode == 2
    assert done.stderr.startswith("Say what to do: run, test, lint or bundle.\n")


def test_an_unknown_command_is_wrong_usage():
    done = run(str(SCRIPT), "lnit")
    assert done.returncode == 2
    assert "bootstrap.py test [arguments of pytest…]" in done.stderr


def test_help():
    done = run(str(SCRIPT), "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("python3 packaging/bootstrap.py run [URL]")


def test_an_older_python_gets_one_sentence():
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.version = '3.9.2 (default)';"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    done = run("-c", pretend)
    assert done.returncode == 1
    assert done.stderr == "WebSocket Inspector needs Python 3.11 or newer; this is Python 3.9.2.\n"


def test_an_older_python_can_read_the_script():
    ast.parse(SCRIPT.read_text(), feature_version=(3, 7))


def test_a_set_up_that_cannot_go_on_is_one_line(setup_module, monkeypatch, capsys):
    bootstrap, commands = setup_module("bootstrap"), setup_module("commands")

    def fail(_arguments):
        raise commands.SetupError("something is missing.")

    monkeypatch.setitem(commands.COMMANDS, "run", fail)
    assert bootstrap.main(["run"]) == 1
    assert capsys.readouterr().err == "bootstrap: something is missing.\n"


def test_arguments_pass_through_to_the_program(setup_module, monkeypatch):
    commands = setup_module("commands")
    started = []
    monkeypatch.setattr(commands.system_packages, "provide", lambda **_options: None)
    monkeypatch.setattr(commands.Environment, "fill", lambda _self, *_locks: None)
    monkeypatch.setattr("os.execve", lambda *call: started.append(call))
    monkeypatch.setattr("subprocess.run", lambda *_call, **_options: subprocess.CompletedProcess([], 0))
    commands.run(["ws://127.0.0.1:8765/echo", "--capture", "a b"])
    _path, command, variables = started[0]
    assert command[1:] == ["-m", "inspector", "ws://127.0.0.1:8765/echo", "--capture", "a b"]
    assert variables["PYTHONPATH"] == str(SCRIPT.parents[1])
