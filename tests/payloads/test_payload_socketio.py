"""Socket.IO packets: agreement with python-socketio, and a sentence for whatever is malformed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio.packet import Packet

from inspector.payloads.packet_error import PacketError
from inspector.payloads.socketio import SocketIoType, read_header, read_socketio

WORDS = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=8)
NAMESPACES = st.one_of(st.just("/"), WORDS.map("/{}".format))
IDS = st.none() | st.integers(0, 2**53)
SCALARS = st.none() | st.booleans() | st.integers() | st.text(st.characters(blacklist_categories=["Cs"]))
VALUES = st.recursive(
    SCALARS | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
PLACED = '{"_placeholder":true,"num":%d}'


def test_an_event_tells_its_name_its_arguments_and_its_namespace():
    packet = read_socketio('2/admin,12["chat",{"a":1},null]')
    assert (packet.type, packet.namespace, packet.ack_id) == (SocketIoType.EVENT, "/admin", 12)
    assert (packet.event, packet.arguments) == ("chat", [{"a": 1}, None])


def test_what_stands_after_a_question_mark_is_not_the_namespace():
    assert read_socketio("0/admin?token=a,").namespace == "/admin"
    assert read_socketio("0/admin").namespace == "/admin"
    assert read_socketio("1/admin,").type is SocketIoType.DISCONNECT


def test_an_answer_has_arguments_and_no_name():
    packet = read_socketio('312["ok"]')
    assert (packet.event, packet.arguments, packet.ack_id) == (None, ["ok"], 12)
    assert read_socketio("0").arguments == []


def test_version_4_refuses_with_a_string():
    assert read_socketio('4"Not authorized"').data == "Not authorized"


def test_the_header_is_read_without_the_data():
    header = read_header('51-/a,7["f",{"_pl')
    assert header == (SocketIoType.BINARY_EVENT, 1, "/a", 7, 7)


def check_sentence(text):
    assert text.endswith(".")
    assert text.isprintable()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "A Socket.IO packet without its type: the packet is empty."),
        ("9", '"9" is no type of a Socket.IO packet: one begins with a digit from 0 to 6.'),
        ("\u202e", "U+202E is no type of a Socket.IO packet: one begins with a digit from 0 to 6."),
        ('3["a"]', "An ACK without an id: nobody can tell which event it answers."),
        ('60-["a"]', "A BINARY_ACK without an id: nobody can tell which event it answers."),
        ('5["a"]', "A BINARY_EVENT without its number of attachments and a dash after it."),
        ('510000-["a"]', "The packet announces 10,000 attachments; at most 1,000 are followed."),
        ("5" + "9" * 5000 + '-["a"]', "The packet announces more attachments than can ever follow."),
        ('21-["a"]', "An EVENT announces attachments; only BINARY_EVENT and BINARY_ACK have any."),
        ('2/admin["a"]', "The namespace has no comma after it: the data seems to follow at once."),
        ('2/admin["a",1]', "The namespace has no comma after it: the data seems to follow at once."),
        ("2[tru]", "The data is not JSON: Expecting value at character 2."),
        ('2["a"', "The data is not JSON: Expecting ',' delimiter at character 5."),
        ("2" + "[" * 100_000, "The JSON is nested too deeply to be read."),
        ("2" + "[" * 100_000 + "]" * 100_000, "The JSON is nested too deeply to be read."),
        ('2["a",' + "9" * 5000 + "]", "The JSON has a number that is too long to be read."),
        ("2" + "9" * 400 + '["a"]', "The ack id has 400 digits: JavaScript counts exactly to 2⁵³ only."),
        ("2", "An EVENT carries an array, its name first, and this has nothing."),
        ("2{}", "An EVENT carries an array, its name first, and this has an object."),
        ("2[]", "An EVENT without a name: the array is empty."),
        ("2[null]", "The name of an event is a string or a number, and this has nothing."),
        ("2[true]", "The name of an event is a string or a number, and this has a boolean."),
        ("31{}", "An ACK carries an array of arguments, and this has an object."),
        ("0[]", "A CONNECT carries an object or nothing, and this has an array."),
        ("4", "A CONNECT_ERROR carries an object or a string, and this has nothing."),
        ('1"x"', "A DISCONNECT carries nothing, and this has a string."),
        ('51-["a"]', "Attachment 0 is announced and has no placeholder."),
        (f'52-["a",{PLACED % 0}]', "Attachment 1 is announced and has no placeholder."),
        (f'51-["a",{PLACED % 1}]', "A placeholder is for attachment 1; only 0 is announced."),
        (f'52-["a",{PLACED % 7}]', "A placeholder is for attachment 7; those announced are 0 to 1."),
        (f'50-["a",{PLACED % 0}]', "A placeholder is for attachment 0; none is announced."),
        (f'52-["a",{PLACED % 0},{PLACED % 0}]', "Two placeholders are for the same attachment, 0."),
        ('51-["a",{"_placeholder":true}]', "A placeholder is for attachment without a number"),
        (f'51-["a",{PLACED % 10**400}]', "A placeholder is for attachment of a huge number"),
    ],
)
def test_what_is_malformed_gets_one_clear_sentence(text, sentence):
    with pytest.raises(PacketError) as caught:
        read_socketio(text)
    assert sentence in str(caught.value)


@given(
    st.sampled_from([SocketIoType.EVENT, SocketIoType.ACK]),
    WORDS,
    st.lists(VALUES, max_size=4),
    NAMESPACES,
    IDS,
)
def test_it_agrees_with_python_socketio_on_events_and_answers(kind, name, arguments, namespace, ack_id):
    data = [name, *arguments]
    if kind is SocketIoType.ACK and ack_id is None:
        ack_id = 0
    theirs = Packet(int(kind), data, namespace=namespace, id=ack_id)
    encoded = theirs.encode()
    text, attachments = (encoded[0], encoded[1:]) if isinstance(encoded, list) else (encoded, [])
    ours = read_socketio(text)
    assert (ours.type, ours.namespace, ours.ack_id) == (theirs.packet_type, namespace, ack_id)
    assert ours.attachments == len(attachments)
    assert Packet.reconstruct_binary(ours.data, attachments) == data


@given(
    st.sampled_from([SocketIoType.CONNECT, SocketIoType.CONNECT_ERROR, SocketIoType.DISCONNECT]),
    st.dictionaries(WORDS, SCALARS),
    NAMESPACES,
)
def test_it_agrees_with_python_socketio_on_the_others(kind, data, namespace):
    value = None if kind is SocketIoType.DISCONNECT else data
    ours = read_socketio(Packet(int(kind), value, namespace=namespace).encode())
    assert ours[:4] == (kind, namespace, None, value)


PIECES = st.lists(
    st.sampled_from(["0", "2", "3", "5", "1-", "9", "/a", "/a,", "?", '["a"', ",", "]", "{", "}", PLACED % 0])
)


@given(st.text() | PIECES.map("".join))
def test_any_text_is_a_packet_or_a_sentence(text):
    try:
        packet = read_socketio(text)
    except PacketError as error:
        check_sentence(str(error))
    else:
        assert packet.namespace.startswith("/")
        assert isinstance(packet.arguments, list)
