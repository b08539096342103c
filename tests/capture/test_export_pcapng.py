"""tshark reads exported packets back: as handshakes, frames and payloads, with nothing to complain of."""

import gzip
import random
import shutil
import subprocess
import zlib

import pytest

from inspector.capture.exporting import Selection, export

pytestmark = pytest.mark.skipif(
    shutil.which("tshark") is None, reason="NOT TESTED with Wireshark's dissectors: tshark is not installed"
)

S = 1_700_000_000_123_456_789
REQUEST = (
    b"GET /echo HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Authorization: Basic c2VjcmV0\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n"
)
RESPONSE = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n%b\r\n"
)
KEY = b"\x01\xa2\x03\xf4"
FIELDS = (
    "frame.time_epoch", "frame.comment", "_ws.expert.message", "_ws.expert.severity", "ip.src", "ipv6.src",
    "ip.checksum.status", "tcp.srcport", "tcp.dstport", "tcp.stream", "tcp.len", "tcp.payload",
    "tcp.flags.fin", "tcp.checksum.status", "http.request.method", "http.request.uri", "http.response.code",
    "http.authorization", "http.file_data", "websocket.opcode", "websocket.fin", "websocket.rsv",
    "websocket.masking_key", "websocket.payload_length", "websocket.payload_length_ext_16",
    "websocket.payload_length_ext_64", "websocket.payload.text", "data.data", "websocket.payload.ping",
    "websocket.payload.close.status_code", "websocket.payload.close.reason", "websocket.fragment.count",
)  # fmt: skip
SEPARATOR, AGAIN = "\x1f", "\x1e"
UNMASKED = 256 * 1024
"""tshark 4.0 unmasks no more of a payload."""
NOTE = 0x400000
"""The severity below which an expert of Wireshark's only remarks, as on comments and requests."""


@pytest.fixture
def dissect(tmp_path):
    """Export, and give what tshark sees: the fields of each packet that has them."""

    def run(capture, selection=None, **choices):
        capture.flush()
        path = tmp_path / "out.pcapng"
        export(capture, "pcapng", path, selection or Selection(), **choices)
        command = ["tshark", "-r", path, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
        command += ["-T", "fields", "-E", f"separator={SEPARATOR}", "-E", f"aggregator={AGAIN}"]
        command += [word for name in FIELDS for word in ("-e", name)]
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
        lines = done.stdout.decode().split("\n")[:-1]
        packets = [dict(zip(FIELDS, line.split(SEPARATOR), strict=True)) for line in lines]
        for packet in packets:
            assert packet["tcp.checksum.status"] == "1"
            assert packet["ip.checksum.status"] in ("1", "")
        return [{name: value for name, value in packet.items() if value} for packet in packets]

    return run


def opened(capture, url="ws://127.0.0.1:8765/echo", peer="127.0.0.1:8765", role="client", **columns):
    """Begin a connection whose handshake is done."""
    connection = capture.open_connection(url, role=role, peer=peer, opened_ns=S)
    extensions = columns.get("extensions")
    line = b"Sec-WebSocket-Extensions: %b\r\n" % extensions.encode() if extensions else b""
    capture.update_connection(connection, request_head=REQUEST, response_head=RESPONSE % line, **columns)
    return connection


def frames_of(packets):
    return [packet for packet in packets if "websocket.opcode" in packet]


def texts(packets):
    return [packet["websocket.payload.text"] for packet in packets if "websocket.payload.text" in packet]


def complaints(packets):
    """Give what tshark notes or warns of; but HTTP on port 443 and FIN are meant to be there."""
    said = []
    for packet in packets:
        messages = packet.get("_ws.expert.message", "").split(AGAIN)
        severities = packet.get("_ws.expert.severity", "0").split(AGAIN)
        said += [text for text, severity in zip(messages, severities, strict=True) if int(severity) >= NOTE]
    usual = ("Unencrypted HTTP protocol detected over encrypted port", "This frame ")
    return [one for one in said if not one.startswith(usual)]


def test_a_conversation(captures, dissect):
    capture = captures.create(None)
    connection = opened(
        capture, timings='{"dns": 1, "tcp": 2, "upgrade": 3}', closed_ns=S + 10**9, closed_by="remote"
    )
    capture.append(
        connection,
        [
            (S + 10_000_000, 0, 0x81, KEY, 7, "Wörld".encode() + b"!"),
            (S + 10_000_001, 1, 0x82, None, 3, b"\x00\xff\x80"),
            (S + 20_000_000, 1, 0x89, None, 2, b"hi"),
            (S + 20_000_001, 0, 0x8A, KEY, 2, b"hi"),
            (S + 30_000_000, 1, 0x88, None, 5, b"\x0f\xa1bye"),
            (S + 30_000_001, 0, 0x88, KEY, 2, b"\x0f\xa1"),
        ],
    )
    packets = dissect(capture)
    assert complaints(packets) == []
    request, response = packets[3:5]
    assert (request["http.request.method"], request["http.request.uri"]) == ("GET", "/echo")
    assert request["frame.time_epoch"] == "1700000000.126456789"
    assert (response["http.response.code"], response["frame.time_epoch"]) == ("101", "1700000000.129456789")
    text, binary, ping, pong, close, echo = frames_of(packets)
    assert text["websocket.payload.text"] == "Wörld!"
    assert text["websocket.masking_key"] == "01a203f4"
    assert text["frame.time_epoch"] == "1700000000.133456789"
    assert (text["tcp.dstport"], text["websocket.opcode"], text["websocket.fin"]) == ("8765", "1", "1")
    assert (binary["data.data"], binary["tcp.srcport"]) == ("00ff80", "8765")
    assert "websocket.masking_key" not in binary
    assert (ping["websocket.opcode"], ping["websocket.payload.ping"]) == ("9", "6869")
    assert pong["websocket.opcode"] == "10"
    assert (close["websocket.payload.close.status_code"], close["websocket.payload.close.reason"]) == (
        "4001",
        "bye",
    )
    assert echo["websocket.masking_key"] == "01a203f4"
    finished = [packet["tcp.srcport"] for packet in packets if packet["tcp.flags.fin"] == "1"]
    assert finished[0] == "8765", "the remote end closed first"
    assert len(finished) == 2


@pytest.mark.parametrize("length", [125, 126, 1459, 1460, 1461, 65_535, 65_536, 1_000_000])
@pytest.mark.parametrize("key", [None, KEY])
def test_lengths(captures, dissect, length, key):
    capture = captures.create(None)
    payload = random.Random(length).randbytes(length)
    connection = opened(capture)
    capture.append(connection, [(S + 1, 0, 0x82, key, length, payload), (S + 2, 0, 0x81, key, 3, b"end")])
    packets = dissect(capture)
    assert complaints(packets) == []
    large, end = frames_of(packets)
    seen = bytes.fromhex(large["data.data"])
    assert seen == (payload if key is None else payload[:UNMASKED])
    carried = b"".join(
        bytes.fromhex(packet["tcp.payload"]) for packet in packets[5:] if "tcp.payload" in packet
    )
    # The frame "end" follows: a header of two bytes, its key, and three bytes.
    on_the_wire = carried[: -(5 if key is None else 9)][-length:]
    assert bytes(byte ^ (key or bytes(4))[place % 4] for place, byte in enumerate(on_the_wire)) == payload
    told = [large.get(f"websocket.payload_length{size}") for size in ("_ext_64", "_ext_16", "")]
    assert int(next(filter(None, told))) == length
    assert end["websocket.payload.text"] == "end"
    assert max(int(packet["tcp.len"]) for packet in packets) <= 1460


def test_fragments(captures, dissect):
    capture = captures.create(None)
    connection = opened(capture)
    capture.append(
        connection,
        [
            (S, 0, 0x01, KEY, 3, b"one"),
            (S, 0, 0x89, KEY, 1, b"p"),
            (S, 0, 0x00, KEY, 3, b"two"),
            (S, 0, 0x80, KEY, 3, b"end"),
        ],
    )
    packets = frames_of(dissect(capture))
    assert [(packet["websocket.opcode"], packet["websocket.fin"]) for packet in packets] == [
        ("1", "0"), ("9", "1"), ("0", "0"), ("0", "1"),
    ]  # fmt: skip
    assert packets[-1]["websocket.fragment.count"] == "3"
    assert texts(packets)[-1] == "onetwoend"


@pytest.mark.parametrize(
    "extensions",
    [
        "permessage-deflate",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=12; client_max_window_bits=9",
        'x-other, permessage-deflate; server_max_window_bits="8"',
    ],
)
@pytest.mark.parametrize("role", ["client", "server"])
def test_compressed_messages(captures, dissect, extensions, role):
    capture = captures.create(None)
    peer = "127.0.0.1:50000" if role == "server" else "127.0.0.1:8765"
    connection = opened(capture, extensions=extensions, role=role, peer=peer)
    sent, received = "".join(f"c{number} " for number in range(999)), "the server says so " * 40
    sent, received = sent.encode(), received.encode()
    ours, theirs = (KEY, None) if role == "client" else (None, KEY)
    capture.append(
        connection,
        [
            row
            for _ in range(3)
            for row in (
                (S, 0, 0xC1, ours, 9, sent),
                (S, 1, 0xC1, theirs, 9, received),
                (S, 0, 0xC1, ours, 1, b""),
                (S, 0, 0x81, ours, 4, b"bare"),
            )
        ],
    )
    packets = frames_of(dissect(capture))
    assert texts(packets) == [sent.decode(), received.decode(), "bare"] * 3
    assert [packet["websocket.rsv"] for packet in packets] == ["0x04", "0x04", "0x04", "0x00"] * 3
    assert any("Compressed anew to" in packet.get("frame.comment", "") for packet in packets)


def test_what_this_program_compressed_becomes_the_same_bytes(captures, dissect):
    capture = captures.create(None)
    connection = opened(capture, extensions="permessage-deflate; client_max_window_bits=12")
    library = zlib.compressobj(wbits=-12, memLevel=5)
    messages = [random.Random(1).randbytes(500).hex().encode() for _ in range(20)]
    on_the_wire = [
        (library.compress(message) + library.flush(zlib.Z_SYNC_FLUSH))[:-4] for message in messages
    ]
    capture.append(
        connection,
        [(S, 0, 0xC2, KEY, len(wire), message) for wire, message in zip(on_the_wire, messages, strict=True)],
    )
    packets = frames_of(dissect(capture))
    assert [packet["data.data"] for packet in packets] == [message.hex() for message in messages]
    assert not [packet for packet in packets if "frame.comment" in packet]


def test_compressed_fragments(captures, dissect):
    capture = captures.create(None)
    connection = opened(capture, extensions="permessage-deflate")
    capture.append(
        connection,
        [
            (S, 1, 0x41, None, 9, b"one "),
            (S, 1, 0x00, None, 9, b"two "),
            (S, 1, 0x80, None, 9, b"end"),
            (S, 1, 0xC1, None, 9, b"one two end"),
        ],
    )
    packets = frames_of(dissect(capture))
    assert [packet["websocket.rsv"] for packet in packets] == ["0x04", "0x00", "0x00", "0x04"]
    pieces = [bytes.fromhex(packet["tcp.payload"])[2:] for packet in packets[:3]]
    inflated = zlib.decompressobj(wbits=-15).decompress(b"".join(pieces) + b"\x00\x00\xff\xff")
    assert inflated == b"one two end", "tshark 4.0 leaves messages of several frames compressed"
    assert packets[-1]["websocket.payload.text"] == "one two end"


def test_what_could_not_be_inflated_is_as_it_was(captures, dissect):
    capture = captures.create(None)
    connection = opened(capture, extensions="permessage-deflate")
    capture.append(connection, [(S, 1, 0xC2, None, 4, b"\xff\xff\xff\xff")])
    capture.add_note("violation", "No DEFLATE.", section="RFC 7692 §7.2.2", frame_id=1)
    (frame,) = frames_of(dissect(capture))
    assert frame["websocket.payload_length"] == "4"
    assert "Decompression failed" in frame["_ws.expert.message"]


def test_what_came_after_the_close_is_as_it_was(captures, dissect):
    capture = captures.create(None)
    connection = opened(capture, extensions="permessage-deflate")
    capture.append(connection, [(S, 1, 0x88, None, 2, b"\x03\xe8"), (S, 1, 0xC1, None, 7, b"raw raw")])
    late = frames_of(dissect(capture))[-1]
    assert bytes.fromhex(late["tcp.payload"]) == b"\xc1\x07raw raw"


def test_what_flows_one_way_is_acknowledged(captures, dissect):
    capture = captures.create(None)
    capture.append(opened(capture), [(S + 1, 1, 0x82, None, 2000, bytes(2000))] * 200)
    packets = dissect(capture)
    assert complaints(packets) == []
    answers = [one for one in packets[5:] if one["tcp.dstport"] == "8765"]
    assert len(answers) == 200 * 2004 // 65_536
    assert {one["tcp.len"] for one in answers} == {"0"}


def test_reserved_bits_and_opcodes_stay(captures, dissect):
    capture = captures.create(None)
    connection = opened(capture)
    capture.append(connection, [(S, 1, 0xB3, None, 2, b"ab"), (S, 1, 0x81, None, 2, b"cd")])
    odd, usual = frames_of(dissect(capture))
    assert (odd["websocket.opcode"], odd["websocket.rsv"]) == ("3", "0x03")
    assert usual["websocket.payload.text"] == "cd"


def test_a_payload_that_was_not_kept_whole_is_a_gap(captures, dissect):
    capture = captures.create(None)
    connection = opened(capture)
    capture.append(
        connection, [(S, 1, 0x82, None, 200_000, bytes(1000)), (S + 1, 1, 0x88, None, 2, b"\x03\xf1")]
    )
    packets = dissect(capture)
    assert "The last 199,000 bytes of the payload are not in the capture" in packets[5]["frame.comment"]
    assert any("Previous segment" in said for said in complaints(packets))


@pytest.mark.parametrize(
    ("url", "peer", "role", "addresses"),
    [
        ("wss://h/", "[2001:db8::5]:443", "client", ("2001:db8::1", "2001:db8::5", "443")),
        ("ws://[::1]:8765/", None, "client", ("::1", "::1", "8765")),
        ("wss://[::1]:8443/", "[::1]:50000", "server", ("::1", "::1", "8443")),
        ("wss://h/", "93.184.216.34:443", "client", ("192.0.2.1", "93.184.216.34", "443")),
        ("ws://h/", None, "client", ("192.0.2.1", "192.0.2.2", "80")),
        ("ws://127.0.0.1:8765/", "127.0.0.1:51000", "server", ("127.0.0.1", "127.0.0.1", "8765")),
        ("ws://0.0.0.0:8765/", "[::ffff:10.0.0.7]:51000", "server", ("10.0.0.7", "0.0.0.0", "8765")),
        ("ws://h:9000/", "10.0.0.7:51000", "server", ("10.0.0.7", "192.0.2.2", "9000")),
        ("ws://[::1/", "nonsense", "client", ("192.0.2.1", "192.0.2.2", "80")),
        ("ws://h/", "[fe80::1%eth0]:80", "client", ("2001:db8::1", "fe80::1", "80")),
    ],
)
def test_addresses(captures, dissect, url, peer, role, addresses):
    capture = captures.create(None)
    connection = opened(capture, url, peer, role)
    direction = 1 if role == "server" else 0
    capture.append(
        connection, [(S, direction, 0x81, KEY, 2, b"hi"), (S, 1 - direction, 0x81, None, 2, b"yo")]
    )
    packets = dissect(capture)
    assert complaints(packets) == []
    assert texts(packets) == ["hi", "yo"]
    asked, answered = frames_of(packets)
    found = [packet.get("ip.src") or packet.get("ipv6.src") for packet in (asked, answered)]
    assert (*found, asked["tcp.dstport"]) == addresses
    assert ("plaintext" in packets[0]["frame.comment"]) == url.startswith("wss")


def test_connections_at_once(captures, dissect):
    capture = captures.create(None)
    first, second = opened(capture), opened(capture)
    for number in range(40):
        row = (S + number, number % 2, 0x81, None, 2, b"%02d" % number)
        capture.append(first if number % 4 < 2 else second, [row])
    packets = dissect(capture)
    assert complaints(packets) == []
    streams = {packet["websocket.payload.text"]: packet["tcp.stream"] for packet in frames_of(packets)}
    assert [text for text, stream in streams.items() if stream == "1"] == [
        f"{number:02}" for number in range(40) if number % 4 >= 2
    ]


def test_chosen_frames_are_a_conversation_of_their_own(captures, dissect):
    capture = captures.create(None)
    opened(capture)
    second = opened(capture, extensions="permessage-deflate")
    capture.append(second, [(S + number, 0, 0xC1, KEY, 9, b"number %d" % number) for number in range(50)])
    packets = dissect(capture, Selection(frame_ids=[2, 3, 40]))
    assert complaints(packets) == []
    assert texts(packets) == ["number 1", "number 2", "number 39"]
    assert {packet["tcp.stream"] for packet in packets} == {"0"}


def test_a_handshake_that_was_refused(captures, dissect):
    capture = captures.create(None)
    connection = capture.open_connection("ws://h/", opened_ns=S)
    capture.update_connection(
        connection, request_head=REQUEST, response_head=b"HTTP/1.1 403 Forbidden\r\n\r\n", error="Refused.",
        closed_ns=S + 5,
    )  # fmt: skip
    packets = dissect(capture)
    assert [packet["http.response.code"] for packet in packets if "http.response.code" in packet] == ["403"]
    assert "Refused." in packets[0]["frame.comment"]


@pytest.mark.parametrize("secrets", [False, True])
def test_credentials_are_masked_unless_asked_for(captures, dissect, secrets):
    capture = captures.create(None)
    opened(capture)
    (authorization,) = [
        packet["http.authorization"]
        for packet in dissect(capture, secrets=secrets)
        if "http.authorization" in packet
    ]
    assert authorization == ("Basic c2VjcmV0" if secrets else "***")


def test_long_polling(captures, dissect):
    capture = captures.create(None)
    connection = capture.open_connection("https://h/", peer="10.0.0.1:443", opened_ns=S)
    get = b"GET /socket.io/?EIO=4&sid=1 HTTP/1.1\r\nHost: h\r\n\r\n"
    post = b"POST /socket.io/?EIO=4&sid=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\n"
    zipped = gzip.compress(b"42[1]" * 9)
    answers = {
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n": b"ok",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(zipped): b"42[1]"
        * 9,
    }
    answered = [(1, head, body) for head, body in answers.items()]
    messages = [(0, get, b""), (0, post, b'42["a"]'), *answered, (0, get, b"")]
    for number, (direction, head, body) in enumerate(messages):
        capture.append_http(connection, direction, head, body, len(body), S + number)
    packets = dissect(capture)
    assert complaints(packets) == []
    exchanges = {}
    for packet in packets:
        for name in ("http.request.method", "http.response.code"):
            if name in packet:
                exchanges.setdefault(packet["tcp.stream"], []).append(packet[name])
    assert exchanges == {"0": ["GET", "200", "GET"], "1": ["POST", "200"]}
