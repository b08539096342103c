"""Socket.IO packets: what each thing wrong is called, and that nothing else ever happens."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.server.socketio.joining import Joiner
from inspector.server.socketio.packet import (
    ACK,
    BINARY_ACK,
    BINARY_EVENT,
    CONNECT,
    DISCONNECT,
    EVENT,
    MalformedError,
    SocketIoPacket,
    decode,
    encode,
)


@pytest.mark.parametrize(
    ("text", "packet"),
    [
        ("0", SocketIoPacket(CONNECT, "/")),
        ('0{"token":"123"}', SocketIoPacket(CONNECT, "/", None, {"token": "123"})),
        ("0/custom", SocketIoPacket(CONNECT, "/custom")),
        ("0/custom,", SocketIoPacket(CONNECT, "/custom")),
        ('0/admin,{"a":1}', SocketIoPacket(CONNECT, "/admin", None, {"a": 1})),
        ("1", SocketIoPacket(DISCONNECT, "/")),
        ("1/admin,", SocketIoPacket(DISCONNECT, "/admin")),
        ('2["foo"]', SocketIoPacket(EVENT, "/", None, ["foo"])),
        ("2[7]", SocketIoPacket(EVENT, "/", None, [7])),
        ('212["foo"]', SocketIoPacket(EVENT, "/", 12, ["foo"])),
        ('2/admin,0["foo",1]', SocketIoPacket(EVENT, "/admin", 0, ["foo", 1])),
        ("3/admin,13[]", SocketIoPacket(ACK, "/admin", 13, [])),
        ('50-["foo"]', SocketIoPacket(BINARY_EVENT, "/", None, ["foo"])),
        ('52-/a,3["x"]', SocketIoPacket(BINARY_EVENT, "/a", 3, ["x"], 2)),
        ("61-15[1]", SocketIoPacket(BINARY_ACK, "/", 15, [1], 1)),
        ('2["foo",1e999]', SocketIoPacket(EVENT, "/", None, ["foo", None])),
    ],
)
def test_reads(text, packet):
    assert decode(text) == packet


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "An empty message is no Socket.IO packet"),
        ("abc", "'abc' is no Socket.IO packet: it has to begin with a type from 0 to 6."),
        ("7", "'7' is no Socket.IO packet"),
        ("5[]", "A BINARY_EVENT says how many attachments follow, as in 51-[…]; this one does not."),
        ("5-[]", "says how many attachments follow"),
        ('510000-["x"]', "announces 10,000 attachments; at most 1,000 are taken."),
        ('59999999999-["x"]', "says how many attachments follow"),
        ('2["x"', "The JSON of an EVENT is broken at its character 5"),
        ('2abc["x"]', "is broken at its character 1"),
        ('21-["x"]', "is broken"),
        ('2["x",NaN]', "cannot be read: NaN is not JSON."),
        ("2", "has to be an array that begins with the event's name"),
        ("2{}", "has to be an array that begins with the event's name"),
        ("2[]", "has to be an array that begins with the event's name"),
        ("2[true]", "The name of an event has to be a text."),
        ("2[null]", "The name of an event has to be a text."),
        ("2[[]]", "The name of an event has to be a text."),
        ('2["connect"]', "The name 'connect' is the library's own"),
        ('2["disconnecting",1]', "is the library's own"),
        ('3["x"]', "An ACK has no id, so it acknowledges nothing."),
        ("60-[]", "A BINARY_ACK has no id"),
        ("31", "has to be an array, possibly empty"),
        ("31{}", "has to be an array, possibly empty"),
        ("0[]", "The payload of a CONNECT has to be an object."),
        ("0null", "The payload of a CONNECT has to be an object."),
        ("1{}", "A DISCONNECT has no payload."),
        ("2" + "[" * 100_000, "nested too deeply"),
        ("2[1" + "0" * 5000 + "]", "cannot be read"),
    ],
)
def test_says_what_is_wrong(text, says):
    with pytest.raises(MalformedError) as caught:
        decode(text)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
NEARLY = st.lists(
    st.sampled_from(
        [*"0123456789", "-", "/", ",", "/a,", "?", '["x"', "]", "{", "}", '"', "null", "٣", "\ud800"]
    )
).map("".join)


def said_of(take, *values):
    """Give what came of it, or the sentence that says why nothing did."""
    try:
        return [take(value) for value in values][-1]
    except MalformedError as error:
        return str(error)


@given(st.one_of(NEARLY, st.text(max_size=30)))
def test_any_text_is_a_packet_or_one_sentence(text):
    told = said_of(decode, text)
    assert told.namespace.startswith("/") if isinstance(told, SocketIoPacket) else told.endswith(".")


@given(
    st.lists(st.one_of(JSON, st.binary(), st.lists(st.binary())), max_size=4),
    st.one_of(st.none(), st.integers(0, 10**14)),
    st.sampled_from(["/", "/admin"]),
)
def test_what_is_written_can_be_read(arguments, number, namespace):
    arguments = json_free_of_placeholders(arguments)
    messages = encode(EVENT, namespace, ["x", *arguments], number, binary=True)
    joiner = Joiner()
    *first, last = [joiner.take(message) for message in messages]
    assert not any(first)
    assert (last.namespace, last.id, last.data) == (namespace, number, ["x", *arguments])
    assert joiner.missing == 0


def json_free_of_placeholders(value):
    if isinstance(value, dict):
        return {key: json_free_of_placeholders(item) for key, item in value.items() if key != "_placeholder"}
    return [json_free_of_placeholders(item) for item in value] if isinstance(value, list) else value


def test_writes_as_javascript_does():
    assert encode(EVENT, "/", ["é👋", 1]) == ['2["é👋",1]']
    assert json.loads(encode(EVENT, "/", ["\ud800"])[0][1:]) == ["\ud800"]
    assert encode(CONNECT, "/a", {"sid": "x"}) == ['0/a,{"sid":"x"}']
    assert encode(DISCONNECT, "/a") == ["1/a,"]
    assert encode(ACK, "/", [b"\x01"], 3, binary=True) == ['61-3[{"_placeholder":true,"num":0}]', b"\x01"]


def placeholder(number):
    return {"_placeholder": True, "num": number}


@pytest.mark.parametrize(
    ("data", "attached", "says"),
    [
        ([placeholder(1)], 1, "stands for attachment '1', which was not announced or is taken"),
        ([placeholder(-1)], 1, "stands for attachment '-1'"),
        ([placeholder(True)], 1, "stands for attachment 'True'"),
        ([placeholder("0")], 1, "stands for attachment '0'"),
        ([{"_placeholder": True}], 1, "stands for attachment 'None'"),
        (
            [placeholder(0), placeholder(0)],
            1,
            "stands for attachment '0', which was not announced or is taken",
        ),
        ([], 2, "has no placeholder for 2 of its 2 attachments."),
    ],
)
def test_placeholders_that_do_not_fit(data, attached, says):
    joiner = Joiner()
    joiner.take(f"5{attached}-{json.dumps(['x', *data])}")
    assert says in said_of(joiner.take, *[b"x"] * attached)


def test_a_placeholder_without_attachments():
    with pytest.raises(MalformedError, match="which was not announced"):
        Joiner().take(f"50-{json.dumps(['x', placeholder(0)])}")


def test_bytes_that_nobody_announced():
    with pytest.raises(
        MalformedError, match="A binary message of 3 bytes came, which no packet had announced"
    ):
        Joiner().take(b"abc")


def test_text_in_place_of_an_attachment():
    joiner = Joiner()
    joiner.take('52-["x"]')
    joiner.take(b"one")
    with pytest.raises(
        MalformedError, match=r"announced 2 attachments, of which 1 came; then came the text '2"
    ):
        joiner.take('2["y"]')


def test_attachments_have_a_size_together():
    joiner = Joiner()
    joiner.take('5100-["x"]')
    told = said_of(joiner.take, *[b"x" * 1_000_000] * 100)
    assert told == "The attachments of one packet have more than 16,000,000 bytes together."
    assert len(joiner._attached) == 17
