"""Several captures merged into one, by time."""

import random
import stat

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.capture.merging import merge_captures
from inspector.capture.records import CaptureError
from inspector.capture.schema import APPLICATION_ID
from inspector.capture.store import Capture


@pytest.fixture
def make(tmp_path):
    """Make a closed capture of frames given as time and payload; gives its path."""

    def make(name, frames, url=None, opened_ns=1, **columns):
        capture = Capture.create(tmp_path / name)
        connection = capture.open_connection(url or f"ws://{name}/", opened_ns=opened_ns, peer="h:1")
        capture.append(connection, [(at, 1, 0x81, None, len(text), text.encode()) for at, text in frames])
        if columns:
            capture.update_connection(connection, **columns)
        capture.close()
        return tmp_path / name

    return make


def texts(capture):
    return [stored.frame.payload.decode() for stored in capture.frames()]


def test_frames_follow_each_other_in_time(make, captures, tmp_path):
    a = make("a", [(10, "a10"), (30, "a30"), (50, "a50")], opened_ns=9, close_code=1000, error="none")
    b = make("b", [(20, "b20"), (30, "b30"), (40, "b40")], opened_ns=5)
    assert merge_captures([a, b], tmp_path / "both") == (2, 6)
    both = captures.open(tmp_path / "both", read_only=True)
    assert both.closed_cleanly
    assert texts(both) == ["a10", "b20", "a30", "b30", "b40", "a50"]
    assert [stored.id for stored in both.frames()] == [1, 2, 3, 4, 5, 6]
    assert [stored.connection_id for stored in both.frames()] == [2, 1, 2, 1, 1, 2]
    first, second = both.connections()
    assert (first.url, first.id, first.opened_ns) == ("ws://b/", 1, 5)
    assert (second.url, second.close_code, second.error, second.peer) == ("ws://a/", 1000, "none", "h:1")
    assert [note.text for note in both.notes()] == ["Merged from a, b."]
    assert stat.S_IMODE((tmp_path / "both").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "both"]


def test_the_order_of_the_wire_stays_where_clocks_go_back(make, captures, tmp_path):
    a = make("a", [(50, "1"), (10, "2"), (60, "3")])
    b = make("b", [(20, "x"), (55, "y")])
    merge_captures([a, b], tmp_path / "both")
    assert texts(captures.open(tmp_path / "both")) == ["x", "1", "2", "y", "3"]


def test_notes_bookmarks_and_http_messages_follow_their_frames(captures, rows, tmp_path):
    for name, at in (("a", 2), ("b", 1)):
        capture = captures.create(tmp_path / name)
        connection = capture.open_connection(f"http://{name}/", opened_ns=at)
        frame = capture.append_http(connection, 0, b"GET / HTTP/1.1\r\n\r\n", name.encode(), 0, at)
        capture.append(connection, rows(2))
        capture.add_note(
            "check", f"on {name}", section="§5", connection_id=connection, frame_id=frame + 1, time_ns=at
        )
        capture.add_note("state", f"of {name}", time_ns=at)
        capture.bookmarks.set(frame, f"first of {name}")
        capture.bookmarks.set(99, "nowhere")
        capture.close()
    merge_captures([tmp_path / "a", tmp_path / "b"], tmp_path / "both")
    both = captures.open(tmp_path / "both")
    assert [stored.frame.payload for stored in both.frames()][:2] == [b"b", b"a"]
    assert both.http_head(1) == both.http_head(2) == b"GET / HTTP/1.1\r\n\r\n"
    assert both.frame(1).frame.is_http
    notes = [(note.text, note.section, note.connection_id, note.frame_id) for note in both.notes()]
    assert notes[:-1] == [
        ("on b", "§5", 1, 4),
        ("of b", "", None, None),
        ("on a", "§5", 2, 3),
        ("of a", "", None, None),
    ]
    assert [both.frame(note[3]).connection_id for note in notes if note[3]] == [1, 2]
    marks = [(one.frame_id, one.text) for one in both.bookmarks.all()]
    assert marks == [(1, "first of b"), (2, "first of a")]


def test_captures_of_other_programs_with_less_in_them(make, captures, tmp_path):
    with apsw.Connection(str(tmp_path / "foreign")) as file:
        file.execute(
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;"
            "CREATE TABLE connection(id INTEGER PRIMARY KEY, url);"
            "CREATE TABLE frame(id INTEGER PRIMARY KEY, connection_id, time_ns, direction, head, masking_key,"
            " wire_length, payload);"
            "INSERT INTO frame VALUES (7, 3, 15, 0, 129, NULL, 1, 'text'),"
            "(9, NULL, NULL, 1, 130, NULL, 1, NULL)"
        )
    file.close()
    a = make("a", [(10, "a10"), (20, "a20")])
    assert merge_captures([tmp_path / "foreign", a], tmp_path / "both") == (1, 4)
    both = captures.open(tmp_path / "both")
    assert texts(both) == ["a10", "text", "", "a20"]
    assert [record.url for record in both.connections()] == ["ws://a/"]
    assert len({stored.connection_id for stored in both.frames()}) == 3


def test_one_that_is_being_written_is_merged_as_it_is_now(make, captures, rows, tmp_path):
    live = captures.create(tmp_path / "live")
    connection = live.open_connection("ws://live/")
    live.append(connection, rows(10))
    live.flush()
    other = make("other", [(1, "x")])
    assert merge_captures([tmp_path / "live", other], tmp_path / "both") == (2, 11)
    live.append(connection, rows(1))
    live.flush()
    assert live.problem is None


def test_what_was_cleared_is_shown_again(make, captures, tmp_path):
    a = make("a", [(10, "a10")])
    cleared = captures.open(a)
    cleared.clear()
    cleared.close()
    merge_captures([a, make("b", [(20, "b20")])], tmp_path / "both")
    both = captures.open(tmp_path / "both")
    assert texts(both) == ["a10", "b20"]
    assert both.cleared.through == 0


def test_three_at_once_and_a_merged_one_again(make, captures, tmp_path):
    three = [make(name, [(at, name)]) for at, name in enumerate("abc", 1)]
    merge_captures(three, tmp_path / "three")
    assert merge_captures([tmp_path / "three", make("d", [(2, "d")])], tmp_path / "four") == (4, 4)
    assert texts(captures.open(tmp_path / "four")) == ["a", "b", "d", "c"]


def test_an_old_file_gives_way_to_a_whole_one_only(make, tmp_path):
    (tmp_path / "both").write_text("old")
    a, b = make("a", [(1, "x")]), make("b", [(2, "y")])
    assert merge_captures([a, b], tmp_path / "both", cancelled=lambda: True) is None
    assert (tmp_path / "both").read_text() == "old"
    merge_captures([a, b], tmp_path / "both")
    assert (tmp_path / "both").read_bytes().startswith(b"SQLite format 3")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "both"]


def test_progress_is_told_and_a_cancel_heard_between(make, tmp_path):
    a = make("a", [(at, "x") for at in range(20_000)])
    b = make("b", [(at, "y") for at in range(20_000)])
    heard = []
    merge_captures([a, b], tmp_path / "both", progress=lambda done, of: heard.append((done, of)))
    assert heard == sorted(heard)
    assert len(heard) > 2
    assert heard[-1] == (40_000, 40_000)
    heard.clear()
    cancelled = merge_captures(
        [a, b],
        tmp_path / "less",
        progress=lambda done, of: heard.append(done),
        cancelled=lambda: len(heard) == 2,
    )
    assert cancelled is None
    assert len(heard) == 2
    assert not list(tmp_path.glob("less*"))


def test_large_frames_are_merged_in_small_parts(make, captures, tmp_path):
    a = make("a", [(at, "x" * 10_000_000) for at in range(0, 20, 2)])
    b = make("b", [(at, "y") for at in range(20)])
    heard = []
    merge_captures([a, b], tmp_path / "both", progress=lambda done, of: heard.append(done))
    assert len(heard) > 1
    both = captures.open(tmp_path / "both")
    assert [len(stored.frame.payload) for stored in both.frames()][:4] == [10_000_000, 1, 1, 10_000_000]


def test_more_than_can_be_attached(make, tmp_path):
    paths = [make(str(number), [(number, "x")]) for number in range(130)]
    with pytest.raises(
        CaptureError, match=r"captures at most can be merged at once: merge some of them first"
    ):
        merge_captures(paths, tmp_path / "all")
    assert not list(tmp_path.glob("all*"))
    assert merge_captures(paths[:10], tmp_path / "ten") == (10, 10)


def test_what_cannot_be_merged_says_why(make, tmp_path):
    a, b = make("a", [(1, "x")]), make("b", [(1, "y")])
    (tmp_path / "letter").write_text("Dear reader, " * 100)
    for sources, path, told in (
        ([a], "both", "takes two captures at least"),
        ([a, a], "both", "takes two captures at least"),
        ([a, b], "b", "is one of the captures to be merged: choose another name"),
        ([a, tmp_path / "letter"], "both", "letter is not a capture"),
        ([a, tmp_path / "none"], "both", "does not exist"),
        ([a, b], "none/both", r"cannot be written \(No such file or directory\): choose another place"),
    ):
        with pytest.raises(CaptureError, match=told):
            merge_captures(sources, tmp_path / path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "letter"]


def test_a_full_disk_leaves_nothing(small_disk, captures, tmp_path):
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        capture = captures.create(path)
        for _ in range(4):
            capture.append(
                capture.open_connection("ws://h/"), [(1, 1, 0x82, None, 1, random.randbytes(900_000))]
            )
        capture.close()
    with pytest.raises(CaptureError, match=r"disk/both cannot be written, for there is no room left"):
        merge_captures(paths, small_disk.folder / "both")
    assert list(small_disk.folder.iterdir()) == []


def test_a_damaged_one_is_named(make, tmp_path):
    a, b = make("a", [(1, "x")]), make("b", [(at, "y" * 900) for at in range(5000)])
    with b.open("r+b") as file:
        file.seek(300_000)
        file.write(b"\xff" * 3_000_000)
    with pytest.raises(CaptureError, match=f"{b} cannot be read, for it is damaged: use a copy of it"):
        merge_captures([a, b], tmp_path / "both")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@settings(max_examples=25, deadline=None)
@given(times=st.lists(st.lists(st.integers(0, 50), max_size=8), min_size=2, max_size=4))
def test_every_frame_is_there_once_in_its_own_order(times, tmp_path_factory):
    folder = tmp_path_factory.mktemp("merge")
    paths = []
    for number, some in enumerate(times):
        capture = Capture.create(folder / str(number))
        connection = capture.open_connection("ws://h/")
        capture.append(connection, [(at, 1, 1, None, 0, b"%d.%d" % (number, n)) for n, at in enumerate(some)])
        capture.close()
        paths.append(folder / str(number))
    merge_captures(paths, folder / "all")
    merged = Capture.open(folder / "all", read_only=True)
    found = texts(merged)
    merged.close()
    for number, some in enumerate(times):
        own = [text for text in found if text.startswith(f"{number}.")]
        assert own == [f"{number}.{n}" for n in range(len(some))]
    assert len(found) == sum(map(len, times))
