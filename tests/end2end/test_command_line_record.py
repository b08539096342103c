"""`record` as a process, against `serve` as a process."""

import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
from contextlib import closing

import pytest

TEXT, CLOSE = 1, 8
SENT, RECEIVED = 0, 1


def query(path, statement):
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        return database.execute(statement).fetchall()


def frames(path, opcode=TEXT):
    return query(path, f"SELECT direction, payload FROM frame WHERE opcode = {opcode} ORDER BY id")


def count(path):
    try:
        return query(path, "SELECT count(*) FROM frame")[0][0]
    except sqlite3.OperationalError:
        return 0


@pytest.fixture
def capture(tmp_path):
    return tmp_path / "capture.wscapture"


def test_it_sends_and_records(run, server, capture):
    done = run(
        "record", f"{server}/echo", "-o", capture, "--send", "one", "--send", "zwei ✓", "--messages", "2"
    )
    assert done.returncode == 0
    assert done.stdout == ""
    assert sorted(frames(capture)) == sorted(
        [(SENT, b"one"), (SENT, "zwei ✓".encode()), (RECEIVED, b"one"), (RECEIVED, "zwei ✓".encode())]
    )


def test_the_summary_says_what_came(run, server, capture):
    done = run("record", f"{server}/echo", "-o", capture, "--send", "one", "--messages", "1")
    assert str(capture) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_capture_that_is_there_already_goes_on(run, server, capture):
    for text in ("one", "two"):
        run("record", f"{server}/echo", "-o", capture, "--send", text, "--messages", "1")
    sent = [payload for direction, payload in frames(capture) if direction == SENT]
    assert sent == [b"one", b"two"]
    assert query(capture, "SELECT count(*) FROM connection") == [(2,)]


def test_it_ends_when_the_connection_closes(run, server, capture):
    done = run("record", f"{server}/close?code=4001&reason=enough", "-o", capture)
    assert done.returncode == 0
    assert frames(capture, CLOSE)[0] == (RECEIVED, b"\x0f\xa1enough")
    assert query(capture, "SELECT close_code, close_reason, closed_by FROM connection") == [
        (4001, "enough", "remote")
    ]


def test_it_ends_after_so_many_messages(run, server, capture):
    assert run("record", f"{server}/time?every=1", "-o", capture, "--messages", "3").returncode == 0
    assert len(frames(capture)) >= 3


def test_the_seconds_cover_connecting(run, capture):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}/"
        done = run("record", url, "-o", capture, "--seconds", "0.3", "--open-timeout", "50")
    assert done.returncode == 1
    assert "not open within the 0.3 s" in done.stderr


def test_what_was_on_the_way_after_the_last_message_is_said(run, server, capture):
    done = run("record", f"{server}/flood?count=5000&size=10", "-o", capture, "--messages", "100")
    assert done.returncode == 0
    extra = re.search(r"100 messages were asked for, and (\d+) more messages were on the way", done.stderr)
    assert len([1 for direction, _ in frames(capture) if direction == RECEIVED]) == 100 + int(extra[1])


def test_it_ends_after_so_many_seconds(run, server, capture):
    assert run("record", f"{server}/time?every=20", "-o", capture, "--seconds", "0.5").returncode == 0
    assert frames(capture)
    assert query(capture, "SELECT closed_by FROM connection") == [("local",)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_all_that_came(start, server, capture, wait_for, number):
    program = start("record", f"{server}/time?every=1", "-o", capture)
    wait_for(lambda: count(capture) > 10)
    program.signal(number)
    done = program.end()
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert query(capture, "SELECT closed_by FROM connection") == [("local",)]


def test_a_flood_is_recorded_whole(run, server, capture):
    assert run("record", f"{server}/flood?count=20000&size=10", "-o", capture).returncode == 0
    assert query(capture, "SELECT count(*) FROM frame WHERE opcode = 1") == [(20_000,)]


@pytest.fixture
def full_disk(tmp_path):
    """A folder on a file system of one megabyte, where this user may make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("NOT TESTED on a really full disk: there is no mount command")
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("NOT TESTED on a really full disk: no disk can be made")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_frames_that_are_not_in_the_file_are_not_counted(run, server, full_disk):
    path = full_disk / "capture.wscapture"
    done = run("record", f"{server}/flood?count=5000&size=1000", "-o", path)
    assert done.returncode == 1
    recorded, among = map(int, re.search(r"Recorded (\d+) of (\d+) frames", done.stderr).groups())
    assert recorded == count(path)
    assert recorded < 5000 < among


def test_a_killed_recording_can_be_read(start, run, server, capture, wait_for):
    program = start("record", f"{server}/flood?count=50000000&size=10", "-o", capture)
    wait_for(lambda: count(capture) > 1000)
    program.kill()
    done = run("export", capture, "--format", "jsonl", "-o", "out.jsonl")
    assert done.returncode == 0
    assert capture.with_name("out.jsonl").read_text().count("\n") > 1000


def test_what_was_asked_for_is_in_the_request_head(run, server, capture):
    arguments = [
        "--header",
        "X-Who: me",
        "--subprotocol",
        "chat",
        "--subprotocol",
        "superchat",
        "--no-compression",
    ]
    done = run(
        "record",
        f"{server}/chat",
        "-o",
        capture,
        *arguments,
        "--origin",
        server.replace("ws", "http"),
        "--seconds",
        "0.2",
    )
    assert done.returncode == 0, done
    ((head, subprotocol),) = query(capture, "SELECT request_head, subprotocol FROM connection")
    assert b"X-Who: me\r\n" in head
    assert b"Sec-WebSocket-Protocol: chat, superchat\r\n" in head
    assert b"Sec-WebSocket-Extensions" not in head
    assert f"Origin: {server.replace('ws', 'http')}\r\n".encode() in head
    assert subprotocol == "chat"


def test_a_message_above_the_limit_is_refused_with_1009(run, server, capture):
    run("record", f"{server}/flood?count=1&size=100", "-o", capture, "--max-size", "99")
    assert [payload[:2] for direction, payload in frames(capture, CLOSE) if direction == SENT] == [
        b"\x03\xf1"
    ]


def test_nobody_listens(fails, capture):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    said = fails("record", f"ws://127.0.0.1:{port}/", "-o", capture)
    assert "refused" in said


def test_a_rejection_says_its_status(fails, server, capture):
    assert "403" in fails("record", f"{server}/reject?status=403", "-o", capture)


def test_a_server_that_never_answers_times_out(fails, capture):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        said = fails(
            "record", f"ws://127.0.0.1:{silent.getsockname()[1]}/", "-o", capture, "--open-timeout", "0.3"
        )
    assert "0.3 s" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["http//x"], "://"),
        (["ftp://x/"], "not a WebSocket scheme"),
        (["ws://"], "no host"),
        (["ws://127.0.0.1:99999/"], "99999"),
        (["ws://ho st/"], "a space"),
        (["ws://127.0.0.1/", "--subprotocol", "a", "--subprotocol", "a"], "offered twice"),
        (["ws://127.0.0.1/", "--proxy", "ftp://x"], "proxy"),
        (["ws://127.0.0.1/", "--header", "X-One: 1\r\nX-Two: 2"], "line break"),
    ],
)
def test_wrong_usage_is_said_and_leaves_no_capture(run, capture, words, said):
    done = run("record", *words, "-o", capture)
    assert done.returncode == 2
    assert re.fullmatch(r"ws-inspector: [^\n]+\n", done.stderr), done.stderr
    assert said in done.stderr
    assert not capture.exists()


def test_a_folder_that_is_not_there(fails, server, tmp_path):
    assert "nowhere" in fails("record", f"{server}/echo", "-o", tmp_path / "nowhere" / "capture.wscapture")


def test_a_file_that_is_no_capture_is_left_alone(fails, server, tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader, " * 1000)
    assert "letter.txt" in fails("record", f"{server}/echo", "-o", letter)
    assert letter.read_text() == "Dear reader, " * 1000


def test_a_certificate_that_nobody_vouches_for(start, fails, run, capture):
    url = start("serve", "--port", "0", "--tls").line().split()
    (url,) = [word for word in url if word.startswith("wss://") and word.endswith("/echo")]
    assert "certificate" in fails("record", url, "-o", capture).lower()
    done = run(
        "record", url, "-o", capture.with_name("second"), "--insecure", "--send", "x", "--messages", "1"
    )
    assert done.returncode == 0, done


def test_a_server_that_hangs_up_in_its_head(fails, capture):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up():
            connection, _address = listener.accept()
            connection.recv(1)
            connection.sendall(b"HTTP/1.1 101 Switching Pro")
            connection.close()

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        fails("record", f"ws://127.0.0.1:{listener.getsockname()[1]}/", "-o", capture)
        thread.join()
