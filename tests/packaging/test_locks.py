"""The lock files: complete, hashed, and without a word about where packages come from."""

import itertools
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "packaging" / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ENTRY = re.compile(r"^([a-z0-9-]+)==(\S+)((?:.|\n  )*)", re.MULTILINE)


def locked(lock):
    return {
        name: (version, rest) for name, version, rest in ENTRY.findall((LOCKS / f"{lock}.txt").read_text())
    }


def names(requirements):
    return {re.match(r"[A-Za-z0-9-]+", requirement)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("lock", ["run", "test", "lint", "bundle"])
def test_every_package_is_hashed(lock):
    packages = locked(lock)
    assert packages
    assert [name for name, (_, rest) in packages.items() if "--hash=sha256:" not in rest] == []


@pytest.mark.parametrize("lock", ["run", "test", "lint", "bundle"])
def test_no_host_is_recorded(lock):
    text = (LOCKS / f"{lock}.txt").read_text()
    assert re.findall(r"https?:|://|--index-url|--find-links", text) == []


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("test", PROJECT["dependency-groups"]["test"]),
        ("lint", PROJECT["dependency-groups"]["lint"]),
        ("bundle", PROJECT["dependency-groups"]["bundle"]),
    ],
)
def test_what_the_project_requires_is_locked(lock, requirements):
    assert names(requirements) - set(locked(lock)) == set()


def test_the_locks_agree_with_one_another():
    locks = [locked(name) for name in ("run", "test", "lint", "bundle")]
    for one, other in itertools.combinations(locks, 2):
        assert {name: one[name][0] for name in one.keys() & other.keys()} == {
            name: other[name][0] for name in one.keys() & other.keys()
        }


def test_the_locked_qt_does_not_abort_a_process_over_its_timers():
    assert locked("run")["pyside6-essentials"][0] == "6.11.3"
