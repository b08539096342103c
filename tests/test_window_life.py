"""A window without a place for its capture keeps it in memory, and says why in a sentence."""

from inspector.window_life import _new_capture


def test_a_data_folder_that_is_a_file_is_told(tmp_path, monkeypatch):
    place = tmp_path / "taken"
    place.write_text("a file")
    monkeypatch.setenv("XDG_DATA_HOME", str(place))
    capture, problem = _new_capture()
    assert capture.path is None
    capture.close()
    assert problem == (
        f"{place}/websocket-inspector/captures cannot be used: not a directory. "
        "This run is kept in memory only: save a copy before you quit."
    )
