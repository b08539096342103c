"""The name under which a window listens for the URLs of later starts."""

import getpass
import os
import sys

import pytest

from inspector.ui.handover import server_name


@pytest.mark.skipif(sys.platform == "win32", reason="people have numbers on POSIX systems only")
def test_a_person_needs_a_number_and_no_name(monkeypatch):
    def nobody():
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.setattr(os, "getuid", lambda: 1234)
    name = server_name({})
    monkeypatch.setattr(os, "getuid", lambda: 1235)
    assert server_name({}) != name
