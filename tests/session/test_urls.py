"""URLs as people type them: what becomes of each, and what is said of one that is none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.uri import parse_uri

from inspector.session.errors import SessionError
from inspector.session.urls import parse_url, without_password


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ws://example.com", "ws://example.com/"),
        ("  wss://example.com/a?b=c \n", "wss://example.com/a?b=c"),
        ("WSS://Example.COM/Path", "wss://example.com/Path"),
        ("http://example.com/x", "ws://example.com/x"),
        ("https://example.com/x", "wss://example.com/x"),
        ("//example.com/x", "wss://example.com/x"),
        ("ws://example.com?x=1", "ws://example.com/?x=1"),
    ],
)
def test_a_url_in_its_normal_form(typed, normal):
    assert parse_url(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("localhost:8765/echo", "ws://localhost:8765/echo"),
        ("LOCALHOST", "ws://localhost/"),
        ("localhost.", "ws://localhost./"),
        ("api.localhost", "ws://api.localhost/"),
        ("127.0.0.1:1", "ws://127.0.0.1:1/"),
        ("127.9.9.9", "ws://127.9.9.9/"),
        ("[::1]:9/x", "ws://[::1]:9/x"),
        ("example.com", "wss://example.com/"),
        ("example.com:8443/x", "wss://example.com:8443/x"),
        ("10.0.0.1", "wss://10.0.0.1/"),
        ("[2001:db8::1]", "wss://[2001:db8::1]/"),
        ("localhost.example.com", "wss://localhost.example.com/"),
    ],
)
def test_without_a_scheme_this_machine_needs_no_tls(typed, normal):
    assert parse_url(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ws://h:80/", "ws://h/"),
        ("wss://h:443/", "wss://h/"),
        ("ws://h:443/", "ws://h:443/"),
        ("ws://h:65535/", "ws://h:65535/"),
        ("ws://h:008080/", "ws://h:8080/"),
    ],
)
def test_ports(typed, normal):
    assert parse_url(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ws://[2001:DB8:0:0::1]:8080/", "ws://[2001:db8::1]:8080/"),
        ("ws://[::ffff:127.0.0.1]/", "ws://[::ffff:7f00:1]/"),
    ],
)
def test_ipv6_addresses(typed, normal):
    assert parse_url(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ws://münchen.de/", "ws://xn--mnchen-3ya.de/"),
        ("MÜNCHEN.de:9", "wss://xn--mnchen-3ya.de:9/"),
        ("ws://faß.de/", "ws://xn--fa-hia.de/"),
        ("ws://例え。テスト/", "ws://xn--r8jz45g.xn--zckzah/"),
        ("ws://xn--mnchen-3ya.de/", "ws://xn--mnchen-3ya.de/"),
        ("ws://my_host/", "ws://my_host/"),
    ],
)
def test_international_names(typed, normal):
    assert parse_url(typed) == normal


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ws://h/ü?q=é", "ws://h/%C3%BC?q=%C3%A9"),
        ("ws://h/a%20b/%zz?x=%2F&y=[1]", "ws://h/a%20b/%zz?x=%2F&y=[1]"),
        ("ws://h/<a>\\b", "ws://h/%3Ca%3E%5Cb"),
        ("ws://h/\u202e", "ws://h/%E2%80%AE"),
    ],
)
def test_what_a_request_line_cannot_hold_is_percent_encoded(typed, normal):
    assert parse_url(typed) == normal


@pytest.mark.parametrize(
    ("typed", "userinfo"),
    [
        ("ws://me:secret@h/", ("me", "secret")),
        ("ws://me@h/", ("me", "")),
        ("ws://me:p@ss:word@h/", ("me", "p@ss:word")),
        ("ws://m%40e:%C3%A9@h/", ("m@e", "é")),
        ("ws://mü:é@h/", ("mü", "é")),
    ],
)
def test_user_names_and_passwords_reach_the_library(typed, userinfo):
    assert parse_uri(parse_url(typed)).user_info == userinfo


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("ws://me:secret@h:9/x", "ws://me@h:9/x"),
        ("ws://me:se@cret@h/me:se@cret@h", "ws://me@h/me:se@cret@h"),
        ("ws://me:@h/", "ws://me@h/"),
        ("ws://h/a:b@c", "ws://h/a:b@c"),
    ],
)
def test_a_password_is_not_shown(url, shown):
    assert without_password(url) == shown


REFUSED = [
    ("", "no URL"),
    (" \t ", "no URL"),
    ("ftp://h/", "ftp:// is not a WebSocket scheme"),
    ("file:///etc/passwd", "file:// is not a WebSocket scheme"),
    ("wss:/h", "lacks ://"),
    ("http//h", "lacks ://"),
    ("ws:h", "not a WebSocket URL"),
    ("mailto:me@example.com", "not a WebSocket URL"),
    ("javascript:alert(1)", "not a WebSocket URL"),
    ("me:secret@h/", "not a WebSocket URL"),
    ("ws://", "names no host"),
    ("ws:///path", "names no host"),
    ("ws://:8080/", "names no host"),
    ("ws://me:x@/", "names no host"),
    ("ws://?x", "names no host"),
    ("ws://h:/", "port after the colon is missing"),
    ("ws://h:0/", "The port 0"),
    ("ws://h:65536/", "The port 65536"),
    ("ws://h:-1/", "The port -1"),
    ("ws://h:http/", "The port http"),
    ("ws://h:8o80/", "The port 8o80"),
    ("ws://h:８０/", "The port"),
    ("ws://h:1:2/", "more than one colon"),
    ("ws://::1/", r"write \[::1\]"),
    ("ws://2001:db8::1/", r"write \[2001:db8::1\]"),
    ("ws://[::1", "malformed"),
    ("ws://::1]/", "malformed"),
    ("ws://[::1]x:80/", r"After the \] comes x:80"),
    ("ws://[::1]80/", r"After the \] comes 80"),
    ("ws://[1.2.3.4]/", "malformed"),
    ("ws://[v1.x]/", "not an IPv6 address"),
    ("ws://[fe80::1%25eth0]/", "zone"),
    ("ws://[fe80::1%eth0]:80/", "zone"),
    ("ws://h /", "a space"),
    ("ws://h/a b", "%20"),
    ("ws://h/a\tb", r"U\+0009"),
    ("ws://h/a\r\nX-Evil: 1", r"U\+000D"),
    ("ws://h/\0", r"U\+0000.*%00"),
    ("ws://h/\x7f", r"U\+007F"),
    ("ws://h/\u00a0x", r"U\+00A0"),
    ("ws://h/\u2028x", r"U\+2028"),
    ("ws://h/\ud83d", "half of a character"),
    ("ws://h/#top", "fragment"),
    ("ws://h#", "fragment"),
    ("h:1/x#y", "fragment"),
    ("ws://a..b/", "not a host name"),
    ("ws://.b/", "not a host name"),
    ("ws://-a.b/", "not a host name"),
    ("ws://a,b/", "not a host name"),
    ("ws://a\\b/", "not a host name"),
    ("ws://%41/", "not a host name"),
    ("ws://" + "a" * 64 + "/", "too long"),
    ("ws://" + "a." * 127 + "b/", "too long"),
    ("ws://\u202eh/", "not an international name"),
    ("ws://ü" + "a" * 64 + "/", "not an international name"),
    ("ws://me:%ff@h/", "not UTF-8"),
]


@pytest.mark.parametrize(("typed", "sentence"), REFUSED)
def test_what_is_no_url_is_refused_in_a_sentence(typed, sentence):
    with pytest.raises(SessionError, match=sentence) as refused:
        parse_url(typed)
    told = str(refused.value)
    assert re.fullmatch(r"[^\x00-\x1f\x7f\u202e]+: [^\x00-\x1f]+\.", told), "what it is, and what to do"


@given(st.text(max_size=60) | st.from_regex(r"wss?://[^\s]{0,40}", fullmatch=True))
def test_whatever_is_typed_is_normal_for_good_or_refused(text):
    try:
        normal = parse_url(text)
    except SessionError:
        return
    assert normal.isascii()
    assert parse_url(normal) == normal
    parse_uri(normal)
