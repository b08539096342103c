"""What cannot work in connection options, in one sentence for each field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from inspector.session.options import ConnectOptions, SocketIoOptions, TlsOptions
from inspector.ui.json_check import check_json

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_IN_A_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NOT_IN_A_TOKEN68 = re.compile(r"[^\x21-\x7e]")
_PROXY_SCHEMES = ("http", "https", "socks4", "socks5", "socks5h")
_HIGHEST_PORT = 65535


class Problem(NamedTuple):
    """One field that cannot stay as it is; `field` is its name in `ConnectOptions`."""

    field: str
    sentence: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("OptionsCheck", text)


def check_options(options: ConnectOptions) -> list[Problem]:
    """Find what keeps a connection from being opened with these options, in the order of the pages."""
    found = [
        ("headers", _headers_problem(options.headers)),
        ("subprotocols", _subprotocols_problem(options.subprotocols)),
        ("origin", _value_problem(options.origin or "", _tr("The Origin"))),
        ("basic_auth", _basic_auth_problem(options.basic_auth)),
        ("bearer_token", _bearer_problem(options.bearer_token)),
        *_tls_problems(options.tls),
        ("proxy", _proxy_problem(options.proxy or "")),
        *_socketio_problems(options.socketio),
    ]
    return [Problem(field, sentence) for field, sentence in found if sentence]


def _header_problem(name: str, value: str) -> str:
    """Say what is wrong with one request header (RFC 9110 §5.1, §5.5)."""
    if not name:
        return _tr("A header needs a name.")
    if not _TOKEN.fullmatch(name):
        return _tr("“{0}” is no header name: letters, digits and - _ . only, no spaces.").format(name)
    return _value_problem(value, _tr("The value of {0}").format(name))


def _headers_problem(headers: tuple[tuple[str, str], ...]) -> str:
    """Say what is wrong with the first bad request header."""
    return next(filter(None, (_header_problem(name, value) for name, value in headers)), "")


def _value_problem(value: str, what: str) -> str:
    """Say what is wrong with a header value; a line break would smuggle in another header."""
    if _NOT_IN_A_VALUE.search(value):
        return _tr("{0} holds a line break or control character; take it out.").format(what)
    if not value.isascii():
        return _tr("{0} holds characters outside ASCII; encode them first.").format(what)
    if value != value.strip():
        return _tr("{0} begins or ends with a space; take it out.").format(what)
    return ""


def _subprotocols_problem(subprotocols: tuple[str, ...]) -> str:
    """Say what is wrong with the offered subprotocols (RFC 6455 §4.1, item 10)."""
    for subprotocol in subprotocols:
        if not _TOKEN.fullmatch(subprotocol):
            return _tr("“{0}” is no subprotocol: letters, digits and - _ . only, commas between.").format(
                subprotocol
            )
    twice = next((one for one in subprotocols if subprotocols.count(one) > 1), None)
    return _tr("“{0}” is offered twice; offer each subprotocol once.").format(twice) if twice else ""


def _basic_auth_problem(basic_auth: tuple[str, str] | None) -> str:
    """Say what is wrong with a user name (RFC 7617 §2: no colon)."""
    if basic_auth is None:
        return ""
    user, password = basic_auth
    if ":" in user:
        return _tr("A user name cannot hold a colon; it would end the name.")
    if _NOT_IN_A_VALUE.search(user + password):
        return _tr("User name and password cannot hold line breaks or control characters.")
    return ""


def _bearer_problem(token: str | None) -> str:
    """Say what is wrong with a bearer token (RFC 6750 §2.1)."""
    if token is not None and not token:
        return _tr("Paste the token, or choose no authentication.")
    if token and _NOT_IN_A_TOKEN68.search(token):
        return _tr("A token holds no spaces, line breaks or characters outside ASCII.")
    return ""


def _tls_problems(tls: TlsOptions) -> list[tuple[str, str]]:
    """Say which TLS files are missing, by field."""
    found = [
        ("tls.ca_file", file_problem(tls.ca_file)),
        ("tls.client_certificate", file_problem(tls.client_certificate)),
        ("tls.client_key", file_problem(tls.client_key)),
    ]
    if tls.client_key and not tls.client_certificate:
        found.append(("tls.client_certificate", _tr("The key needs its certificate; choose that file too.")))
    return found


def _socketio_problems(socketio: SocketIoOptions | None) -> list[tuple[str, str]]:
    """Say what of Socket.IO's own options cannot be used, by field."""
    if socketio is None:
        return []
    auth = check_json(socketio.auth) if socketio.auth else None
    comma = next((name for name in socketio.namespaces if "," in name or " " in name), None)
    return [
        ("socketio.path", "" if socketio.path.startswith("/") else _tr("Begin the path with a slash.")),
        (
            "socketio.namespaces",
            _tr("A namespace such as {0} cannot hold spaces.").format(comma) if comma else "",
        ),
        ("socketio.auth", auth.sentence if auth is not None else ""),
    ]


def file_problem(path: str | None) -> str:
    """Say why a file cannot be used; an empty path is none."""
    if not path:
        return ""
    try:
        if Path(path).is_file():
            return ""
    except (OSError, ValueError):
        return _tr("This path cannot be read; choose the file again.")
    return _tr("There is no file at this path; choose it again.")


def _proxy_problem(proxy: str) -> str:
    """Say what is wrong with a proxy URL."""
    if not proxy:
        return ""
    try:
        parts = urlsplit(proxy)
        host, port = parts.hostname, parts.port
    except ValueError:
        return _tr("The proxy's port is not a number from 1 to {0}.").format(_HIGHEST_PORT)
    if parts.scheme not in _PROXY_SCHEMES:
        return _tr("Begin the proxy with http://, https:// or socks5://.")
    if not host or re.search(r"\s", proxy):
        return _tr("Write the proxy as http://host:port.")
    if port == 0:
        return _tr("The proxy's port is not a number from 1 to {0}.").format(_HIGHEST_PORT)
    return ""
