"""What people type where a WebSocket URL belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.uri import parse_uri

from inspector.session.errors import SessionError
from inspector.session.urls import parse_url, without_password


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("ws://h/a/b?x=1&y=%20", "ws://h/a/b?x=1&y=%20"),
        ("  ws://h/\n", "ws://h/"),
        ("WS://EXAMPLE.org", "ws://example.org/"),
        ("http://h/", "ws://h/"),
        ("HTTPS://h/x", "wss://h/x"),
        ("ws://h:80/", "ws://h/"),
        ("wss://h:80/", "wss://h:80/"),
        ("wss://h:443/", "wss://h/"),
        ("ws://h?x=1", "ws://h/?x=1"),
        ("ws://h/a b".replace(" ", "|"), "ws://h/a%7Cb"),
        ("ws://h./", "ws://h./"),
        ("ws://my_host/", "ws://my_host/"),
    ],
)
def test_the_normal_form(typed, url):
    assert parse_url(typed) == url


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("localhost", "ws://localhost/"),
        ("localhost:8765/echo", "ws://localhost:8765/echo"),
        ("app.localhost:1", "ws://app.localhost:1/"),
        ("127.0.0.9:9/x?y", "ws://127.0.0.9:9/x?y"),
        ("[::1]:9", "ws://[::1]:9/"),
        ("example.org/ws", "wss://example.org/ws"),
        ("example.org:80/ws", "wss://example.org:80/ws"),
        ("//example.org/ws", "wss://example.org/ws"),
        ("192.168.0.1", "wss://192.168.0.1/"),
    ],
)
def test_a_missing_scheme_is_ws_for_this_machine_only(typed, url):
    assert parse_url(typed) == url


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("ws://[0:0:0:0:0:0:0:1]:9/", "ws://[::1]:9/"),
        ("ws://[2001:DB8::1]", "ws://[2001:db8::1]/"),
        ("ws://bücher.example/", "ws://xn--bcher-kva.example/"),
        ("ws://faß.de/", "ws://xn--fa-hia.de/"),
        ("ws://例え.jp:9/ä?ö", "ws://xn--r8jz45g.jp:9/%C3%A4?%C3%B6"),
        ("ws://me:pass@h/", "ws://me:pass@h/"),
        ("ws://me@h/", "ws://me:@h/"),
        ("ws://m%40e:p%3Aq@h/", "ws://m%40e:p%3Aq@h/"),
        ("ws://mé:ü@h/", "ws://m%C3%A9:%C3%BC@h/"),
    ],
)
def test_hosts_and_credentials(typed, url):
    assert parse_url(typed) == url


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "There is no URL"),
        ("  \t", "There is no URL"),
        ("ftp://h/", "ftp:// is not a WebSocket scheme"),
        ("http//h", "lacks :// after its scheme"),
        ("ws:/h", "lacks :// after its scheme"),
        ("mailto:a@b", "is not a WebSocket URL"),
        ("ws://", "names no host"),
        ("ws:///path", "names no host"),
        ("ws://:80/", "names no host"),
        ("ws://ho st/", "contains a space"),
        ("ws://h/a b", "write it as %20"),
        ("ws://h/a\r\nX: y", r"U\+000D"),
        ("ws://h/\0", r"U\+0000"),
        ("ws://h/\x7f", r"U\+007F"),
        ("ws://h/\u2028", r"U\+2028"),
        ("ws://h/\ud800", "half of a character"),
        ("ws://h/#", "#fragment"),
        ("ws://h/?a#b", "#fragment"),
        ("ws://h:0/", "The port 0 is not a number"),
        ("ws://h:65536/", "The port 65536 is not a number"),
        ("ws://h:8x/", "The port 8x is not a number"),
        ("ws://h:-1/", "The port -1 is not a number"),
        ("ws://h:/", "port after the colon is missing"),
        ("ws://h:1:2/", "more than one colon"),
        ("::1", r"needs brackets: write \[::1\]"),
        ("ws://::1/", r"needs brackets: write \[::1\]"),
        ("ws://[::1/", "in brackets"),
        ("ws://[::1]x:80/", r"After the \] comes x:80"),
        ("ws://[::1]80/", r"After the \] comes 80"),
        ("ws://[::g]/", "is not an IPv6 address"),
        ("ws://[fe80::1%25eth0]/", "zone"),
        ("ws://a..b/", "is not a host name"),
        ("ws://-a/", "is not a host name"),
        ("ws://a%20b/", "is not a host name"),
        ("ws://" + "a" * 64 + ".org/", "too long"),
        ("ws://" + "a." * 127 + "org/", "too long"),
        ("ws://☃️-/", "not an international name"),
        ("ws://%ff@h/", "not UTF-8"),
    ],
)
def test_what_is_no_url_is_said_in_one_line(typed, said):
    with pytest.raises(SessionError, match=said) as caught:
        parse_url(typed)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


@given(
    st.text(alphabet=st.characters(), max_size=30)
    | st.text(alphabet="ws:/[]@#?%.a1é-_", max_size=20).map(lambda rest: f"ws://{rest}")
)
def test_any_text_gives_a_url_for_the_library_or_a_sentence(typed):
    try:
        url = parse_url(typed)
    except SessionError:
        return
    assert url.isascii()
    assert parse_url(url) == url
    parse_uri(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("ws://me:secret@h:9/a@b", "ws://me@h:9/a@b"),
        ("ws://h/me:secret@x", "ws://h/me:secret@x"),
    ],
)
def test_a_password_is_left_out_of_what_is_stored(url, shown):
    assert without_password(url) == shown
