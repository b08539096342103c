"""Credentials are masked, and nothing else is touched."""

import pytest

from inspector.capture.masking import mask_head, mask_url


@pytest.mark.parametrize(
    ("head", "masked"),
    [
        (b"A: b\r\nAuthorization: Basic x\r\nC: d\r\n\r\n", b"A: b\r\nAuthorization: ***\r\nC: d\r\n\r\n"),
        (b"COOKIE:a=b\r\ncookie : c\r\n", b"COOKIE: ***\r\ncookie : ***\r\n"),
        (b"Set-Cookie: a\r\nSet-Cookie: b\r\n", b"Set-Cookie: ***\r\nSet-Cookie: ***\r\n"),
        (b"Proxy-Authorization: a\r\n\tfolded\r\n too\r\nX: y\r\n", b"Proxy-Authorization: ***\r\nX: y\r\n"),
        (b"Authorization: lines\nCookie: of unix\nX: y\n", b"Authorization: ***\nCookie: ***\nX: y\n"),
        (b"X-Cookie: a\r\nCookies: b\r\nA: Cookie: c\r\n", b"X-Cookie: a\r\nCookies: b\r\nA: Cookie: c\r\n"),
        (b"Cookie: \xff\x00", b"Cookie: ***"),
        (b"X-Api-Key: a\r\nX-Auth-Token: b\r\n", b"X-Api-Key: ***\r\nX-Auth-Token: ***\r\n"),
        (b"Sec-WebSocket-Key: a\r\nTokens: b\r\n", b"Sec-WebSocket-Key: a\r\nTokens: b\r\n"),
        (b"GET /?a=1&token=x&b=2 HTTP/1.1\r\nA: b\r\n", b"GET /?a=1&token=***&b=2 HTTP/1.1\r\nA: b\r\n"),
        (b"Location: /a?sig=x\r\n", b"Location: /a?sig=***\r\n"),
        (b"", b""),
    ],
)
def test_heads(head, masked):
    assert mask_head(head) == masked


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("ws://me:pass@h/a", "ws://me:***@h/a"),
        ("wss://:p@[::1]:9/", "wss://:***@[::1]:9/"),
        ("ws://h:80/a:b@c", "ws://h:80/a:b@c"),
        ("ws://h/?x=a:b@c", "ws://h/?x=a:b@c"),
        ("ws://token@h/a@b", "ws://***@h/a@b"),
        ("ws://h/?a=token&EIO=4&sid=1", "ws://h/?a=token&EIO=4&sid=1"),
        ("ws://h/?access_token=a.b%20c&x=1#t", "ws://h/?access_token=***&x=1#t"),
        (
            "ws://h/?x=1&X-Amz-Signature=ab&API-KEY=c&token=",
            "ws://h/?x=1&X-Amz-Signature=***&API-KEY=***&token=",
        ),
        ("ws://h/?design=1&tokens=2&authors=3", "ws://h/?design=1&tokens=2&authors=3"),
        ("", ""),
    ],
)
def test_urls(url, masked):
    assert mask_url(url) == masked
