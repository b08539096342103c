"""`serve` as a process."""

import json
import re
import signal
import socket
import urllib.request

import pytest


def read_endpoints(program, last):
    lines = [program.line()]
    while last not in lines[-1]:
        assert lines[-1], lines
        lines.append(program.line())
    return lines


def test_it_names_every_endpoint_when_it_listens(start):
    lines = read_endpoints(start("serve", "--port", "0"), "/bad")
    urls = [re.search(r"ws://127\.0\.0\.1:([1-9]\d*)(/\w+)", line) for line in lines]
    assert len({url[1] for url in urls if url}) == 1
    paths = {url[2] for url in urls if url}
    assert {
        "/echo",
        "/chat",
        "/time",
        "/flood",
        "/close",
        "/slow",
        "/silent",
        "/reject",
        "/fragments",
    } <= paths


def test_it_listens_by_then(start):
    port = re.search(r":(\d+)/", start("serve", "--port", "0").line())[1]
    socket.create_connection(("127.0.0.1", int(port))).close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_peace(start, number):
    program = start("serve", "--port", "0")
    read_endpoints(program, "/bad")
    program.signal(number)
    done = program.end()
    assert done.returncode == 0
    assert done.stderr == ""


def test_tls_serves_wss(start):
    assert re.search(r"wss://127\.0\.0\.1:\d+/", start("serve", "--port", "0", "--tls").line())


def test_a_port_that_is_taken_is_named_with_a_free_one(fails):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = fails("serve", "--port", port)
    assert str(port) in said
    assert re.search(r"port \d+ is free", said)


def test_an_address_of_another_machine_is_refused(fails):
    assert "203.0.113.1" in fails("serve", "--host", "203.0.113.1", "--port", "0")


def test_the_log_of_the_socketio_server_is_on_standard_output(start):
    program = start("serve", "--port", "0", "--ping-interval", "300", "--ping-timeout", "200")
    listed = "\n".join(read_endpoints(program, "/socket.io/"))
    base = re.search(r"http://\S+/socket\.io/", listed)[0] + "?EIO=4&transport=polling"
    with urllib.request.urlopen(base) as answer:
        told = json.loads(answer.read()[1:])
    assert (told["pingInterval"], told["pingTimeout"]) == (300, 200)
    urllib.request.urlopen(f"{base}&sid={told['sid']}", data=b"40\x1e1").close()
    while (line := program.line()) != "A user connected\n":
        assert line
    assert program.line() == "A user disconnected\n"
