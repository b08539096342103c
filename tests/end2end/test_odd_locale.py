"""A locale that is not UTF-8 or not installed: nothing is said of it, and its numbers are kept."""

import os
import subprocess
import sys

import pytest

COUNT = """
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from inspector.app import _application
application = _application()
print(QLocale().toString(1234567), QLocale().toString(1.5))
"""


def started(tmp_path, **variables):
    plain = {key: text for key, text in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    environment = plain | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)} | variables
    return subprocess.run(
        [sys.executable, "-c", COUNT], env=environment, capture_output=True, text=True, check=True
    )


@pytest.mark.parametrize("variables", [{}, {"LANG": "C"}, {"LC_ALL": "POSIX"}, {"LANG": "xx_YY.ISO-8859-1"}])
def test_qt_does_not_complain(tmp_path, variables):
    assert started(tmp_path, **variables).stderr == ""


@pytest.mark.parametrize("name", ["LANG", "LC_ALL"])
def test_numbers_are_those_of_the_environment(tmp_path, name):
    done = started(tmp_path, **{name: "de_DE.ISO-8859-1"})
    assert (done.stdout, done.stderr) == ("1.234.567 1,5\n", "")
