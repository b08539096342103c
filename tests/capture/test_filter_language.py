"""What filters mean, and what is said of those that mean nothing."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspector.capture.filtering import FilterError, FrameRecord, all_of, any_of, negated, parse_filter
from inspector.wire.records import HTTP

NOON = 1_700_000_000_000_000_000
TEXT = FrameRecord(7, 3, NOON, 1, 0x81, b'{"op": "Sub"}', "ws://Example/chat", frozenset({"error", "note"}))
PING = FrameRecord(8, 4, NOON, 0, 0x89, b"\xff\x00beat")
POLL = FrameRecord(
    9, 5, NOON, 1, HTTP, b'42["chat",1]\x1e430[5]\x1e42/admin,7["Join"]', "http://h/socket.io/"
)
FRAMES = {"text": TEXT, "ping": PING, "poll": POLL}


def shown(text):
    wanted = parse_filter(text)
    return " ".join(name for name, frame in FRAMES.items() if wanted.matches(frame))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "text ping poll"),
        ("  ", "text ping poll"),
        ("sub", "text"),
        ("SUB op", "text"),
        ('"op\\": \\"sub"', "text"),
        ("beat", "ping"),
        ("sub OR beat", "text ping"),
        ("sub or beat AND chat", "text"),
        ("(sub OR beat) and chat", ""),
        ("sub OR beat chat", "text"),
        ("-sub", "ping poll"),
        ("NOT sub", "ping poll"),
        ("not sub beat", "ping"),
        ("-(sub OR beat)", "poll"),
        ("--sub", "text"),
        ("/Sub/", "text"),
        ("/sub/", ""),
        ("/sub/i", "text"),
        (r"/\x00b/", "ping"),
        ("/^42/ /Join/", "poll"),
        ("/chat", ""),
        ("dir:sent", "ping"),
        ("DIR:Received", "text poll"),
        ("direction:sent", "ping"),
        ("type:text", "text"),
        ("type:ping|http", "ping poll"),
        ("type:ping,pong", "ping"),
        ("type:control", "ping"),
        ("type:continuation", ""),
        ("size:6", "ping"),
        ("size:>6", "text poll"),
        ("size:>=6 size:<13", "ping"),
        ("size:6..13", "text ping"),
        ("sub || beat", "text ping"),
        ("sub && beat", ""),
        ("!dir:sent", "text poll"),
        ("!(sub || beat)", "poll"),
        ("!sub", ""),
        ('size:6 "b"', "ping"),
        ("json:$.op==Sub", "text"),
        ('json:$.op ">"', ""),
        ("size:..12", "ping"),
        ("size:>0.01k", "text poll"),
        ("size:<1KiB", "text ping poll"),
        ("id:7", "text"),
        ("id:>7", "ping poll"),
        ("conn:3", "text"),
        ("conn:3|4", "text ping"),
        ("conn:example", "text"),
        ("conn:ws://example", "text"),
        ('conn:"3"', ""),
        ("json:$.op", "text"),
        ("json:op", "text"),
        ("json:$.op=Sub", "text"),
        ("json:$.op=sub", ""),
        ("json:$.op!=sub", "text"),
        ("json:$.no!=sub", ""),
        ("json:$.op~UB", "text"),
        ("json:$.op~/S.b/", "text"),
        ("json:$.op>Sua", "text"),
        ("json:$.op<Sua", ""),
        ('json:$["op"]="Sub"', "text"),
        ("error", "text"),
        ("ERROR -note", ""),
        ("bookmark", ""),
        ('"error"', ""),
        ("event:chat", "poll"),
        ("event:*", "poll"),
        ("event:join", ""),
        ("event:Join", "poll"),
        ("ns:/admin", "poll"),
        ("ns:admin", "poll"),
        ("ns:/", "poll"),
        ("ack:7", "poll"),
        ("ack:0", "poll"),
        ("ack:5", ""),
        ("ack:*", "poll"),
        ("ws://host", ""),
        ("- beat", ""),
    ],
)
def test_what_it_shows(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "underlined", "sentence"),
    [
        (
            "a tpye:text",
            "tpye",
            "There is no field “tpye”: did you mean type? There are dir, type, size, time,",
        ),
        ("tpye:text", "tpye", "to search for the text, put it in quotation marks."),
        ("note:x", "note", "There is no field “note”"),
        ("dir:recieved", "recieved", "dir: is sent or received, not recieved: did you mean received?"),
        ("type:text|pinq", "pinq", "There is no type “pinq”: did you mean ping?"),
        ("type:|ping", "|ping", "Something is missing beside the sign between two values"),
        ("conn:1,", "1,", "Something is missing beside the sign between two values"),
        ("type:", "type:", "type: needs a value, for example type:text."),
        ("LEN: 5", "LEN:", "LEN: needs a value right behind it, for example LEN:>1KB."),
        ("size:>5 KB", "KB", "“KB” stands apart: write size:>5KB, or to search for the text, put it in quo"),
        ("len:5 mib a", "mib", "write size:5mib"),
        ("time:>2026-01-31 12:30", "12:30", "write time:>2026-01-31T12:30"),
        ("json:$.a = 1", "=", "“=” stands apart: write json:$.a="),
        ("json:$.a >=1", ">=1", "write json:$.a>=1"),
        ("json:$.*", ".*", "A path leads to one place"),
        ("a &&", "&&", 'Something must follow &&: to search for the word, write "&&".'),
        ("!()", "()", "There is nothing in these parentheses"),
        ("size:big", "big", "size: takes a number of bytes"),
        ("size:>", ">", "size: takes a number of bytes"),
        ("size:10xb", "xb", "“xb” is no unit of size: use B, KB, MB, GB, KiB, MiB or GiB."),
        ("size:9..2", "9..2", "This range ends before it begins: write 2..9."),
        ("size:..", "..", "This range has no end at all"),
        ("id:x", "x", "id: takes the number of a frame"),
        ("time:25:00", "25:00", "time: takes a time of day"),
        ("time:>-5x", "x", "“x” is no unit of time: use ms, s, m, h or d."),
        ("time:2026-02-30", "2026-02-30", "There is no such day as 2026-02-30."),
        ("time:12:00..2026-01-01", "12:00..2026-01-01", "Both ends of a range must be times of day"),
        (
            "time:2026-01-02..2026-01-01",
            "2026-01-02..2026-01-01",
            "This stretch of time ends before it begins",
        ),
        ("json:$.a=", "=", "There is nothing behind =: write a value"),
        ("json:$.a b json:=x", "=x", "json: takes a path"),
        ("json:$a", "a", "The path cannot go on with “a”"),
        ("json:$.a!x", "!x", "A path is compared with"),
        ("json:$.a~/(/", "(", "This is no regular expression: missing )."),
        ("ack:x", "x", "ack: takes the number of a Socket.IO ack"),
        ('ns:""', '""', "ns: takes a Socket.IO namespace"),
        ("a /x(/", "(", "This is no regular expression: missing )."),
        ("/(a{1000}){1000}/", "(a{1000}){1000}", "This regular expression repeats too much too often"),
        ('a "b c', '"b c', "This quotation mark is not closed"),
        ('a ""', '""', "There is nothing between the quotation marks"),
        ("(a OR b", "(", "This parenthesis is not closed: write ) where it ends."),
        ("a) b", ")", "This parenthesis closes none"),
        (")", ")", "This parenthesis closes none"),
        ("a ( )", "( )", "There is nothing in these parentheses"),
        ("a OR", "OR", 'Something must follow OR: to search for the word, write "OR".'),
        ("AND a", "AND", 'Something must stand before AND: to search for the word, write "AND".'),
        ("a not", "not", "Something must follow not"),
        ("a OR OR b", "OR", "Something must follow OR"),
        ("(a OR) b", "OR", "Something must follow OR"),
        ("-(" * 41 + "a", "-", "A filter is at most 40 levels deep"),
        ("a " * 201, "a", "A filter asks at most 200 things: remove some."),
        ("conn:" + "|".join("a" * 201), "conn:" + "|".join("a" * 201), "A filter asks at most 200 things"),
    ],
)
def test_what_is_wrong(text, underlined, sentence):
    with pytest.raises(FilterError) as raised:
        parse_filter(text)
    error = raised.value
    assert text[error.start : error.end] == underlined
    assert sentence in error.sentence
    assert error.sentence.endswith((".", "?"))
    assert "\n" not in error.sentence


def test_the_place_counts_from_the_start_of_what_was_typed():
    with pytest.raises(FilterError) as raised:
        parse_filter("   x:1")
    assert (raised.value.start, raised.value.end) == (3, 4)


def test_a_text_that_is_too_long():
    with pytest.raises(FilterError, match="at most 4,000 characters"):
        parse_filter("a" * 4_001)


@settings(deadline=None)
@given(st.text() | st.text(st.sampled_from('ab"/\\()-:|,.~=<>!$[]*{}?+ \tANDORjsontimesize0123')))
@example("json:" + "[" * 3_000)
@example("/" + "(" * 900 + "/")
@example("size:" + "9" * 3_000)
@example("time:-" + "9" * 3_000 + "s")
@example("time:-999999999d")
@example("json:$[999999999999999999999]")
@example("/" + "(?:" * 300 + "/")
@example("/a{" + "9" * 900 + "}/")
@example("\ud800 json:\udfff=\ud800")
def test_no_text_does_harm(text):
    wanted = outcome(text)
    if isinstance(wanted, FilterError):
        assert 0 <= wanted.start < wanted.end <= max(len(text), 1) + 1
        assert wanted.sentence
    else:
        assert wanted.describe().endswith(".")
        assert wanted.matches(TEXT) in (True, False)
        assert parse_filter(wanted.text, NOON).text == wanted.text == text.strip()


def outcome(text):
    try:
        return parse_filter(text, NOON)
    except FilterError as error:
        return error


TERMS = st.sampled_from(
    [
        "sub",
        '"a b"',
        "/x|y/i",
        "dir:sent",
        "type:ping|pong",
        "size:>5",
        "time:-5m",
        "json:$.a=1",
        "error",
        "ns:/",
    ]
)
EXPRESSIONS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"-({one})"),
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR "]), inner).map(
            lambda parts: f"({''.join(parts)})"
        ),
    ),
    max_leaves=6,
)
FILTERS = EXPRESSIONS.map(lambda text: parse_filter(text, NOON))


@settings(deadline=None)
@given(st.lists(FILTERS | st.just(parse_filter("")), max_size=3))
def test_filters_that_are_joined(filters):
    for frame in FRAMES.values():
        verdicts = [one.matches(frame) for one in filters]
        assert all_of(filters).matches(frame) == all(verdicts)
        assert any_of(filters).matches(frame) == any(verdicts)
        assert [negated(one).matches(frame) for one in filters] == [not verdict for verdict in verdicts]
    for joined in (all_of(filters), any_of(filters), *map(negated, filters)):
        assert parse_filter(joined.text, NOON) == joined


def test_equal_filters_ask_the_same():
    assert parse_filter("a b") == parse_filter(" a  AND  b ")
    assert parse_filter("a b") != parse_filter("a OR b")
    assert parse_filter("a b").text != parse_filter("a AND b").text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "All frames."),
        ("a", "Frames that have “a” in them."),
        ("-dir:sent", "All frames but those that were sent."),
        (
            "type:ping|pong (a OR -size:>=1KB)",
            "Frames that are of type ping or pong and (have “a” in them or are not among those that have a "
            "payload of at least 1,000 B).",
        ),
        ("json:$.a[0].b=5 error", "Frames that are JSON whose $.a[0].b is 5 and break a rule, or failed."),
    ],
)
def test_it_is_said_in_words(text, sentence):
    assert parse_filter(text).describe() == sentence
