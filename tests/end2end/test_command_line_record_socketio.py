"""`record --socketio` as a process, against `serve` as a process."""

import re
import sqlite3
from contextlib import closing

import pytest

SENT, RECEIVED = 0, 1


def query(path, statement):
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        return database.execute(statement).fetchall()


def payloads(path, direction):
    rows = query(path, f"SELECT payload FROM frame WHERE direction = {direction} ORDER BY id")
    return [bytes(payload) for (payload,) in rows]


@pytest.fixture
def capture(tmp_path):
    return tmp_path / "capture.wscapture"


def test_a_conversation_is_recorded(run, server, capture):
    done = run(
        "record",
        server,
        "-o",
        capture,
        "--socketio",
        "--transport",
        "websocket",
        "--no-compression",
        "--emit",
        'echo 1 {"a": [true]} "zwei ✓"',
        "--event",
        "echo",
        "--messages",
        "1",
    )
    assert done.returncode == 0, done
    assert done.stdout == ""
    packet = '42["echo",1,{"a":[true]},"zwei ✓"]'.encode()
    assert packet in payloads(capture, SENT)
    assert packet in payloads(capture, RECEIVED)
    assert re.fullmatch(
        r"Recorded \d+ frames and HTTP messages .*; 1 event came; closed with .*\n", done.stderr
    )


@pytest.mark.parametrize("transport", ["polling", "polling-then-upgrade"])
def test_polling_is_recorded_too(run, server, capture, transport):
    done = run(
        "record", server, "-o", capture, "--socketio", "--transport", transport, "--send", "hello", "--event",
        "message-back", "--messages", "1",
    )  # fmt: skip
    assert done.returncode == 0, done
    urls = [url for (url,) in query(capture, "SELECT url FROM connection ORDER BY id")]
    assert urls[0].startswith("http://")
    assert len(urls) == (1 if transport == "polling" else 2)
    heads = [bytes(head) for (head,) in query(capture, "SELECT head FROM http_message")]
    assert any(head.startswith(b"POST /socket.io/?EIO=4&transport=polling&sid=") for head in heads)
    assert any(b'42["message","hello"]' in payload for payload in payloads(capture, SENT))


def test_acks_are_counted(run, server, capture):
    words = ["--emit", "echo 1", "--emit", "echo", "--ack", "--seconds", "1"]
    done = run("record", server, "-o", capture, "--socketio", *words)
    assert done.returncode == 0, done
    assert re.search(r"2 of 2 acks came, the slowest after \d+\.\d ms", done.stderr)


def test_several_namespaces_with_auth(run, server, capture):
    words = ["--namespace", "/", "--namespace", "admin", "--auth", '{"token": "secret"}']
    words += ["--emit", "/admin,echo 1", "--event", "echo", "--messages", "1", "--transport", "websocket"]
    done = run("record", server, "-o", capture, "--socketio", *words)
    assert done.returncode == 0, done
    sent = payloads(capture, SENT)
    assert b'40{"token":"secret"}' in sent
    assert b'40/admin,{"token":"secret"}' in sent
    assert b'42/admin,["echo",1]' in sent


def test_a_namespace_that_refuses_is_a_failure(fails, server, capture):
    said = fails("record", f"{server}/admin", "-o", capture, "--socketio")
    assert "The server refused the namespace /admin: /admin demands auth.token" in said


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_another_path_is_said(fails, server, capture, transport):
    said = fails(
        "record", server, "-o", capture, "--socketio", "--path", "/nowhere", "--transport", transport
    )
    assert "Is there a Socket.IO server at /nowhere/?" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--namespace", "/a"], "--namespace needs --socketio"),
        (["--emit", "x"], "--emit needs --socketio"),
        (["--socketio", "--ack"], "--ack needs --emit"),
        (["--socketio", "--emit", "x nonsense"], "'nonsense' is not JSON"),
        (["--socketio", "--emit", "x NaN"], "'NaN' is not JSON"),
        (["--socketio", "--emit", " "], "names no event"),
        (["--socketio", "--emit", "/b,x"], "The namespace /b is not joined"),
        (["--socketio", "--emit", "connect"], "reserved"),
        (["--socketio", "--auth", "{"], "The auth is not JSON"),
        (["--socketio", "--eio", "3", "--auth", "{}"], "Socket.IO 2 has no auth"),
        (["--socketio", "--eio", "5"], "--eio"),
        (["--socketio", "--transport", "flash"], "--transport"),
        (["--socketio", "--query", "x"], "is not a parameter"),
        (["--socketio", "--query", "sid=x"], "The query cannot set sid"),
        (["--socketio", "--namespace", "/a,b"], "comma"),
        (["--socketio", "--path", "nowhere"], "malformed"),
    ],
)
def test_wrong_usage(run, capture, words, said):
    done = run("record", "ws://127.0.0.1:1/", "-o", capture, *words)
    assert done.returncode == 2, done
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not capture.exists()
