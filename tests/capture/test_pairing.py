"""Pairs of question and answer, read from transcripts: each line is one frame, and its partner is known."""

import json
import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.capture.pairing import PathError, Rule, Rules, latencies, partner_of, rules_with
from inspector.capture.recognition import Recognition
from inspector.capture.store import Capture

OPEN = b'0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'
MS = 1_000_000


class Log:
    """Frames 1 ms apart."""

    def __init__(self, capture):
        self.capture = capture
        self.now = time.time_ns()
        self.lazy = False
        self.plain = capture.open_connection("ws://a/api")
        self.other = capture.open_connection("ws://b/api")
        self.websocket = capture.open_connection("ws://a/socket.io/?EIO=4&transport=websocket&sid=abc")
        self.polling = capture.open_connection("http://a/socket.io/?EIO=4&transport=polling")
        self.recognition = Recognition(capture)

    def add(self, way, payload, head=0x81, connection=None):
        self.now += MS
        payload = payload if isinstance(payload, bytes) else payload.encode()
        row = (self.now, "><".index(way), head, None, len(payload), payload)
        frame_id = self.capture.append(connection or self.plain, [row])
        if not self.lazy:
            self.capture.flush()
        return frame_id

    def poll(self, way, body):
        self.now += MS
        head = (b"POST / HTTP/1.1" if way == ">" else b"HTTP/1.1 200 OK") + b"\r\n\r\n"
        frame_id = self.capture.append_http(self.polling, "><".index(way), head, body, len(body), self.now)
        self.capture.flush()
        return frame_id

    def packet(self, way, payload):
        return self.add(way, payload, connection=self.websocket)

    def partner(self, frame_id, rules=Rules()):  # noqa: B008 — a tuple
        found = partner_of(self.capture, frame_id, rules, self.recognition)
        return (found.frame_id, found.rule, found.answers) if found else None

    def latencies(self, rules=Rules(), connection=None, after=0):  # noqa: B008
        return [
            (one.ask_id, one.answer_id, one.latency_ns // MS, one.rule)
            for one in latencies(self.capture, connection, rules, after)
        ]

    def are_a_pair(self, ask, answer, rule, rules=Rules()):  # noqa: B008
        return (
            self.partner(ask, rules) == (answer, rule, True)
            and self.partner(answer, rules) == (ask, rule, False)
            and (ask, answer, rule)
            in [(one.ask_id, one.answer_id, one.rule) for one in latencies(self.capture, None, rules)]
        )


@pytest.fixture
def log(capture):
    return Log(capture)


def test_json_rpc_by_its_id(log):
    ask = log.add(">", '{"jsonrpc":"2.0","id":7,"method":"sum","params":[1]}')
    log.add("<", '{"jsonrpc":"2.0","method":"tick"}')
    log.add("<", '{"jsonrpc":"2.0","id":"7","result":0}')
    log.add("<", '{"jsonrpc":"2.0","id":7,"result":0}', connection=log.other)
    answer = log.add("<", '{"jsonrpc":"2.0","id":7,"result":3}')
    again = log.add("<", '{"jsonrpc":"2.0","id":7,"result":4}')
    assert log.are_a_pair(ask, answer, Rule.JSON_RPC)
    assert log.partner(again) is None
    assert log.latencies() == [(ask, answer, 4, Rule.JSON_RPC)]


def test_json_rpc_errors_and_batches_answer_too(log):
    batch = log.add(">", '[{"id":"a","method":"x"},{"id":"b","method":"y"}]')
    failed = log.add("<", '{"id":"b","error":{"code":-1,"message":"no"}}')
    assert log.partner(failed) == (batch, Rule.JSON_RPC, False)
    assert log.partner(batch) == (failed, Rule.JSON_RPC, True)


def test_the_same_id_again_is_a_new_question(log):
    first = log.add(">", '{"id":1,"method":"a"}')
    one = log.add("<", '{"id":1,"result":1}')
    second = log.add(">", '{"id":1,"method":"b"}')
    two = log.add("<", '{"id":1,"result":2}')
    assert log.are_a_pair(first, one, Rule.JSON_RPC)
    assert log.are_a_pair(second, two, Rule.JSON_RPC)


def test_a_question_of_the_same_side_is_no_answer(log):
    ask = log.add(">", '{"id":1,"method":"a"}')
    log.add(">", '{"id":1,"result":1}')
    assert log.partner(ask) is None


def test_graphql_has_many_answers(log):
    ask = log.add(">", '{"id":"s1","type":"subscribe","payload":{"query":"{a}"}}')
    log.add("<", '{"id":"s2","type":"next","payload":{}}')
    first = log.add("<", '{"id":"s1","type":"next","payload":{}}')
    second = log.add("<", '{"id":"s1","type":"next","payload":{}}')
    done = log.add("<", '{"id":"s1","type":"complete"}')
    assert log.are_a_pair(ask, first, Rule.GRAPHQL_WS)
    assert log.partner(second) == log.partner(done) == (ask, Rule.GRAPHQL_WS, False)
    assert log.latencies() == [(ask, first, 2, Rule.GRAPHQL_WS)]


def test_a_path_that_the_person_names(log):
    rules = rules_with("$.meta.ids[0]")
    ask = log.add("<", '{"meta":{"ids":["q-1"]},"do":"x"}')
    log.add(">", '{"meta":{"ids":["q-2"]}}')
    answer = log.add(">", '{"meta":{"ids":["q-1",2]}}')
    third = log.add("<", '{"meta":{"ids":["q-1"]}}')
    assert log.are_a_pair(ask, answer, Rule.JSON_PATH, rules)
    assert log.partner(third, rules) is None
    assert log.partner(ask) is None


def test_pongs_by_their_data(log):
    one = log.add(">", b"\x00\x01", 0x89)
    two = log.add(">", b"\x00\x02", 0x89)
    log.add("<", b"\x00\x01", 0x8A, log.other)
    log.add("<", b"\x00\x03", 0x8A)
    pong = log.add("<", b"\x00\x02", 0x8A)
    assert log.are_a_pair(two, pong, Rule.PING)
    assert log.partner(one) is None


def test_a_pong_answers_the_latest_of_equal_pings(log):
    early = log.add(">", b"", 0x89)
    late = log.add(">", b"", 0x89)
    pong = log.add("<", b"", 0x8A)
    assert log.are_a_pair(late, pong, Rule.PING)
    assert log.partner(early) is None


def test_acks_by_namespace_and_across_transports(log):
    log.poll("<", OPEN)
    ask = log.poll(">", b'42/a,1["x"]')
    mine = log.packet("<", '42/a,1["server asks too"]')
    other = log.packet("<", '431["main namespace"]')
    answer = log.packet("<", '43/a,1["ok"]')
    back = log.packet(">", '461-/a,1[{"_placeholder":true,"num":0}]')
    assert log.are_a_pair(ask, answer, Rule.SOCKETIO_ACK)
    assert log.are_a_pair(mine, back, Rule.SOCKETIO_ACK)
    assert log.partner(other) is None


def test_joining_a_namespace(log):
    log.packet("<", OPEN)
    main = log.packet(">", "40")
    admin = log.packet(">", '40/admin,{"token":"x"}')
    refused = log.packet("<", '44/admin,{"message":"no"}')
    joined = log.packet("<", '40{"sid":"q"}')
    assert log.are_a_pair(main, joined, Rule.SOCKETIO_CONNECT)
    assert log.are_a_pair(admin, refused, Rule.SOCKETIO_CONNECT)


def test_heartbeats_and_the_probe(log):
    log.packet("<", OPEN)
    probe = log.packet(">", "2probe")
    probed = log.packet("<", "3probe")
    ping = log.packet("<", "2")
    pong = log.packet(">", "3")
    assert log.are_a_pair(probe, probed, Rule.ENGINEIO_PING)
    assert log.are_a_pair(ping, pong, Rule.ENGINEIO_PING)


def test_a_server_of_ours_joins_the_other_way_round(capture):
    log = Log(capture)
    log.websocket = capture.open_connection("ws://a/socket.io/?EIO=4&transport=websocket", role="server")
    log.packet(">", OPEN)
    ask = log.packet("<", "40")
    answer = log.packet(">", '40{"sid":"q"}')
    assert log.are_a_pair(ask, answer, Rule.SOCKETIO_CONNECT)


def test_frames_that_stand_alone(log):
    numbers = [
        log.add(">", "hello"),
        log.add(">", "{"),
        log.add(">", "[" * 10_000),
        log.add(">", '{"id":true,"method":"x"}'),
        log.add(">", '{"id":1,"method":"x"}', 0x01),
        log.add("<", b"", 0x88),
        log.add(">", b'{"id":\xff}'),
        log.packet(">", "43[]"),
        log.poll("<", b"ok"),
    ]
    assert [log.partner(number) for number in numbers] == [None] * len(numbers)
    assert log.partner(99_999) is None
    assert log.latencies() == []


def test_it_looks_only_as_far_as_it_says(log, monkeypatch):
    monkeypatch.setattr("inspector.capture.pairing.search._REACHES", (2, 5))
    ask = log.add(">", '{"id":1,"method":"a"}')
    for _ in range(4):
        log.add("<", '{"tick":1}')
    answer = log.add("<", '{"id":1,"result":1}')
    assert log.partner(ask) == (answer, Rule.JSON_RPC, True)
    far = log.add(">", '{"id":2,"method":"a"}')
    for _ in range(5):
        log.add("<", '{"tick":2}')
    log.add("<", '{"id":2,"result":1}')
    assert log.partner(far) is None


def test_latencies_of_one_connection_and_after_a_frame(log):
    ask = log.add(">", '{"id":1,"method":"a"}')
    answer = log.add("<", '{"id":1,"result":1}')
    log.add(">", b"x", 0x89, log.other)
    log.add("<", b"x", 0x8A, log.other)
    assert log.latencies(connection=log.plain) == [(ask, answer, 1, Rule.JSON_RPC)]
    assert [one[3] for one in log.latencies(after=answer)] == [Rule.PING]


def test_more_questions_than_are_kept_are_given_up(log, monkeypatch):
    monkeypatch.setattr("inspector.capture.pairing.matcher.MOST_WAITING", 2)
    for number in range(3):
        log.add(">", f'{{"id":{number},"method":"a"}}')
    for number in range(3):
        log.add("<", f'{{"id":{number},"result":1}}')
    assert [one[:2] for one in log.latencies()] == [(2, 5), (3, 6)]


def test_a_clock_set_back_gives_no_latency(log):
    log.add(">", '{"id":1,"method":"a"}')
    log.now -= 5 * MS
    log.add("<", '{"id":1,"result":1}')
    assert log.latencies() == []
    assert log.partner(1) == (2, Rule.JSON_RPC, True)


@pytest.mark.parametrize("path", ["$.id", "id", " $.a[0].b ", '$["a b"]'])
def test_paths_that_a_person_may_name(path):
    assert rules_with(path).path


@pytest.mark.parametrize("path", ["$", ".", "$.id=1", "$..", "[", "$.a b"])
def test_a_path_that_is_none_gets_one_sentence(path):
    with pytest.raises(PathError) as caught:
        rules_with(path)
    assert re.fullmatch(r"[A-Z].*\.", str(caught.value))


def test_no_path_is_no_rule():
    assert rules_with("  ") == Rules()


IDS = st.one_of(st.integers(-5, 5), st.text(max_size=5), st.floats(allow_nan=False), st.none())
FRAMES = st.lists(
    st.tuples(
        st.sampled_from("<>"),
        st.one_of(
            st.tuples(IDS, st.sampled_from(["method", "result", "type"])).map(
                lambda pair: json.dumps({"id": pair[0], pair[1]: "next"}).encode()
            ),
            st.sampled_from([b"2", b"3", b'421["a"]', b"431[]", b"40", b'40{"sid":"a"}']),
            st.binary(max_size=9),
        ),
        st.sampled_from([0x81, 0x81, 0x81, 0x89, 0x8A, 0x82, 0x01]),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(FRAMES)
def test_looking_around_finds_what_the_whole_pass_finds(frames):
    capture = Capture.create(None)
    try:
        log = Log(capture)
        log.lazy = True
        rules = rules_with("$.id")
        for way, payload, head, packet in frames:
            log.add(way, payload, head, log.websocket if packet else None)
        capture.flush()
        passed = list(latencies(capture, None, rules))
        for one in passed:
            around = {partner_of(capture, one.ask_id, rules), partner_of(capture, one.answer_id, rules)}
            assert None not in around
        asked = {one.ask_id: one.answer_id for one in passed}
        for number in range(1, capture.last_id + 1):
            found = partner_of(capture, number, rules)
            assert found is None or found.frame_id != number
            assert found is None or found.answers or found.frame_id in asked
    finally:
        capture.close()
