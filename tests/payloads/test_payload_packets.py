"""Socket.IO packets laid out for reading, as messages and as bodies of polling."""

import pytest

from inspector.payloads.format import Sample
from inspector.payloads.registry import ranked, view
from inspector.wire.records import HTTP, Opcode

BODY = HTTP & 0x0F


def chosen(payload, opcode=Opcode.TEXT):
    return ranked(Sample(opcode, payload, len(payload)))[0].name


@pytest.mark.parametrize(
    "payload",
    [
        b'42["a"]',
        b'42/admin,12["a"]',
        b"4312[]",
        b'451-["f",{}]',
        b"40{}",
        b"40/admin,",
        b"41/admin,",
        b'44"no"',
        b'0{"sid":"a"}',
        b"2probe",
    ],
)
def test_packets_are_known_by_how_they_begin(payload):
    assert chosen(payload) == "socketio"


@pytest.mark.parametrize("payload", [b"42", b"40", b"2", b"4", b"42 is the answer", b"[42]", b'{"a":42}'])
def test_what_anybody_may_write_is_left_to_others(payload):
    assert chosen(payload) != "socketio"


@pytest.mark.parametrize(
    "body",
    [b'0{"sid":"a"}', b"40\x1e2", b'42["a"]', b'7:42["a"]', b'\x00\x07\xff42["a"]'],
)
def test_bodies_of_polling_are_known(body):
    assert chosen(body, BODY) == chosen(body) == "socketio"


@pytest.mark.parametrize("body", [b"ok", b"hello", b"{}", b"7:hello"])
def test_other_bodies_are_left_to_others(body):
    assert chosen(body, BODY) != "socketio"


def test_an_event_is_laid_out():
    assert view(b'42/admin,12["chat",{"a":1}]', Opcode.TEXT).text == (
        "EVENT\nEvent        chat\nNamespace    /admin\nAck id       12\nName and arguments\n"
        '[\n  "chat",\n  {\n    "a": 1\n  }\n]'
    )


def test_answers_and_the_rest_are_laid_out():
    assert view(b"4312[1]", Opcode.TEXT).text == (
        "ACK\nNamespace    /\nAck id       12\nArguments\n[\n  1\n]"
    )
    assert view(b"40/a,", Opcode.TEXT).text == "CONNECT\nNamespace    /a"
    assert view(b'0{"sid":"a"}', Opcode.TEXT).text == 'open  {\n  "sid": "a"\n}'


def test_each_packet_of_a_body_is_laid_out():
    told = view(b"40/a,\x1ebAQID\x1e2", BODY)
    assert told.title == "Socket.IO"
    assert told.text.split("\n\n")[0] == "CONNECT\nNamespace    /a"
    assert told.text.split("\n\n")[1].startswith("attachment  3 B\n00000000  01 02 03")
    assert told.text.split("\n\n")[2] == "ping"
    assert view(b"2:40\x00", BODY, "socketio").problem
    assert view(b"2:405:42[1]", BODY, "socketio").text.startswith("CONNECT\nNamespace    /\n\nEVENT")


def test_what_is_broken_is_shown_as_it_is_with_the_reason():
    told = view(b'42["a"', Opcode.TEXT)
    assert told.text == 'message  2["a"'
    assert told.problem == "The data is not JSON: Expecting ',' delimiter at character 5."
    assert view(b"9\x1e2", BODY, "socketio").text == "9⟨RS⟩2"


def test_a_packet_of_which_only_the_beginning_is_known_is_read_as_text():
    assert ranked(Sample(Opcode.TEXT, b'42["a"', 1_000_000))[0].name == "text"
