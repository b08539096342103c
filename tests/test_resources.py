"""Resources are found in the source tree and inside a frozen bundle."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import resources
from resources import resource_path


def test_a_resource_is_found_beside_the_package():
    path = resource_path("icons", "app.svg")
    assert path == Path(resources.__file__).parent / "icons" / "app.svg"
    assert path.read_bytes().startswith(b"<svg")


def test_a_folder_is_a_resource_too():
    assert resource_path("icons").is_dir()
    assert resource_path().is_dir()


def test_a_frozen_bundle_has_them_in_its_own_folder(tmp_path, monkeypatch):
    shutil.copytree(resource_path("themes"), tmp_path / "resources" / "themes")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("themes", "light.json") == tmp_path / "resources" / "themes" / "light.json"


def test_a_missing_one_is_told_in_a_sentence():
    with pytest.raises(
        FileNotFoundError, match=r"^The file icons/none.svg of the program is missing. Install"
    ):
        resource_path("icons", "none.svg")
