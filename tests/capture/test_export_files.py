"""An export is a whole file or none, and says how far it is."""

import os
import threading

import apsw
import pytest

from inspector.capture.exporting import FORMATS, ExportError, Selection, export

NAMES = [known.name for known in FORMATS]


@pytest.fixture
def filled(capture, rows):
    capture.append(capture.open_connection("ws://127.0.0.1:80/", peer="127.0.0.1:80"), rows(5000))
    capture.flush()
    return capture


@pytest.mark.parametrize("name", NAMES)
def test_progress_is_told(filled, tmp_path, name):
    said = []
    result = export(filled, name, tmp_path / "out", on_progress=lambda *numbers: said.append(numbers))
    assert said[-1] == (5000, 5000)
    assert said == sorted(said)
    assert len(said) > 1
    assert (result.frames, result.cancelled) == (5000, False)


@pytest.mark.parametrize("name", NAMES)
def test_progress_of_chosen_frames(filled, tmp_path, name):
    said = []
    chosen = Selection(frame_ids=range(1, 2000, 2))
    result = export(filled, name, tmp_path / "out", chosen, on_progress=lambda *numbers: said.append(numbers))
    assert said[-1] == (1000, 1000)
    assert result.frames == 1000


@pytest.mark.parametrize("name", NAMES)
def test_a_cancelled_export_leaves_what_was_there(filled, tmp_path, name):
    (tmp_path / "out").write_text("before")
    stop = threading.Event()
    before = set(tmp_path.iterdir())
    result = export(
        filled, name, tmp_path / "out", on_progress=lambda *_numbers: stop.set(), cancelled=stop.is_set
    )
    assert result.cancelled
    assert set(tmp_path.iterdir()) == before
    assert (tmp_path / "out").read_text() == "before"


@pytest.mark.parametrize("name", NAMES)
def test_a_failed_export_leaves_nothing(filled, tmp_path, name):
    def fail(*_numbers):
        raise OSError(28, "No space left on device")

    before = set(tmp_path.iterdir())
    with pytest.raises(ExportError, match="out cannot be written: No space left on device"):
        export(filled, name, tmp_path / "out", on_progress=fail)
    assert set(tmp_path.iterdir()) == before


def test_it_replaces_a_file_and_is_private(filled, tmp_path):
    (tmp_path / "out").write_text("before")
    (tmp_path / "out").chmod(0o644)
    export(filled, "csv", tmp_path / "out")
    assert (tmp_path / "out").read_text().startswith("id,")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_a_link_stays_a_link(filled, tmp_path):
    (tmp_path / "real").write_text("before")
    (tmp_path / "link").symlink_to("real")
    export(filled, "csv", tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text().startswith("id,")


def test_a_pipe_is_written_to(filled, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    export(filled, "csv", tmp_path / "pipe")
    reader.join()
    assert read[0].startswith("id,")


def test_the_capture_itself_is_spared(captures, rows, tmp_path):
    capture = captures.create(tmp_path / "a.wscap")
    capture.append(capture.open_connection("ws://h/"), rows(5))
    capture.flush()
    (tmp_path / "other").hardlink_to(tmp_path / "a.wscap")
    for name in ("a.wscap", "a.wscap-wal", "other"):
        with pytest.raises(ExportError, match="is the capture itself"):
            export(capture, "csv", tmp_path / name)


def test_a_folder_cannot_be_written(filled, tmp_path):
    with pytest.raises(ExportError, match="cannot be written"):
        export(filled, "csv", tmp_path)
    with pytest.raises(ExportError, match="cannot be written: No such file"):
        export(filled, "csv", tmp_path / "absent" / "out")


def test_an_unknown_format(filled, tmp_path):
    with pytest.raises(KeyError):
        export(filled, "pdf", tmp_path / "out")


@pytest.mark.parametrize("name", NAMES)
def test_frames_of_a_connection_that_is_not_described(captures, rows, tmp_path, name):
    capture = captures.create(tmp_path / "a.wscap")
    capture.append(capture.open_connection("ws://h/"), rows(3))
    capture.close()
    other = apsw.Connection(str(tmp_path / "a.wscap"))
    other.execute("DELETE FROM connection")
    other.close()
    result = export(captures.open(tmp_path / "a.wscap", read_only=True), name, tmp_path / "out")
    assert result.frames == 3
    assert b"frame 2" in (tmp_path / "out").read_bytes()
