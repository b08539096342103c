"""The virtual environment is filled once, and again only when a lock file has changed."""

import importlib.util
import json

import pytest


@pytest.fixture
def environment(setup_module, monkeypatch, tmp_path):
    module = setup_module("environment")
    locks = tmp_path / "locks"
    locks.mkdir()
    for name in ("run", "test"):
        (locks / f"{name}.txt").write_text(f"{name}==1\n")
    monkeypatch.setattr(module, "LOCKS", locks)
    made = module.Environment(tmp_path / "venv")
    made.scripts.mkdir(parents=True)
    made.python.touch()
    return made


def installed(commands):
    """Return which lock files each call of pip was given."""
    return [
        [word.rpartition("/")[2] for word in command if word.endswith(".txt")]
        for command in commands
        if "pip" in command
    ]


def test_a_cold_start_makes_and_fills_it(environment, ran):
    environment.fill("run")
    assert ran[0][1:4] == ["-m", "venv", "--clear"]
    assert installed(ran) == [["run.txt"]]
    assert {"--require-hashes", "--no-deps"} <= set(ran[1])


def test_a_warm_start_runs_nothing(environment, ran):
    environment.fill("run")
    ran.clear()
    environment.fill("run")
    assert ran == []


def test_only_what_is_not_there_yet_is_installed(environment, ran):
    environment.fill("run")
    ran.clear()
    environment.fill("run", "test")
    environment.fill("run")
    assert installed(ran) == [["test.txt"]]


def test_a_changed_lock_is_installed_again(environment, ran, setup_module):
    environment.fill("run", "test")
    ran.clear()
    (setup_module("environment").LOCKS / "run.txt").write_text("run==2\n")
    environment.fill("run", "test")
    assert installed(ran) == [["run.txt"]]


def test_another_python_makes_it_anew(environment, ran):
    environment.fill("run")
    stamp = environment.folder / "bootstrap.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"python": "3.10"}))
    ran.clear()
    environment.fill("run")
    assert ran[0][1:3] == ["-m", "venv"]
    assert installed(ran) == [["run.txt"]]


def test_one_that_was_never_finished_is_made_anew(environment, ran):
    (environment.folder / "bootstrap.json").write_text('{"python": "3.')
    environment.fill("run")
    assert ran[0][1:3] == ["-m", "venv"]


def test_a_failed_install_is_not_taken_for_done(environment, ran, monkeypatch, setup_module):
    monkeypatch.setattr("subprocess.run", lambda command, **_options: Failed("pip" in command))
    with pytest.raises(setup_module("environment").SetupError, match="could not be installed"):
        environment.fill("run")
    assert "run" not in json.loads((environment.folder / "bootstrap.json").read_text())


def test_a_python_without_ensurepip_is_told_the_package(environment, ran, monkeypatch, setup_module):
    real = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ensurepip" else real(name))
    with pytest.raises(setup_module("environment").SetupError, match=r"apt-get install python3\.\d+-venv"):
        environment.fill("run")


class Failed:
    def __init__(self, failed):
        self.returncode = int(failed)
