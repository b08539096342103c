"""Where captures go when the person names no file."""

import stat

import pytest

from inspector.capture import places


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(
        places.platformdirs, "user_data_dir", lambda *_names, **_options: str(tmp_path / "data")
    )
    return tmp_path / "data" / "captures"


def test_a_new_capture_has_a_name_of_date_and_time(folder, captures):
    path = places.new_capture_path()
    assert path.parent == folder == places.captures_folder()
    assert path.name[:3] == "20" + path.name[2]
    assert path.suffix == ".wscap"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    captures.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_names_of_the_same_second_differ(folder, monkeypatch):
    monkeypatch.setattr(places.time, "strftime", lambda _format: "2024-02-29 12.00.00")
    names = []
    for _ in range(3):
        path = places.new_capture_path()
        path.touch()
        names.append(path.name)
    assert names == [f"2024-02-29 12.00.00{ending}.wscap" for ending in ("", " 2", " 3")]


def test_without_a_home_no_folder_is_made_where_one_happens_to_be(monkeypatch):
    monkeypatch.setattr(places.platformdirs, "user_data_dir", lambda *_names, **_options: "~/.local/share/x")

    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(places.Path, "home", unknown)
    assert places.home() == places.Path("/")
    assert places.captures_folder().is_absolute()
