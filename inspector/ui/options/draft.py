"""Connection options as JSON for the settings, with or without secrets."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from inspector.session.options import Compression, ConnectOptions, Reconnect, SocketIoOptions, TlsOptions

_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "x-api-key", "api-key"})
"""Headers, in lower case, whose value opens a door."""


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """One header as it stands in the editor; a row that is off is kept, but not sent."""

    enabled: bool
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class OptionsDraft:
    """Options as a person left them, with what does not reach the connection."""

    options: ConnectOptions
    headers: tuple[HeaderRow, ...] = ()
    keep_secrets: bool = False


def draft_to_json(draft: OptionsDraft) -> dict[str, Any]:
    """Give what is remembered of a draft: secrets only when the person ticked that."""
    kept = draft if draft.keep_secrets else _without_secrets(draft)
    values = asdict(kept.options)
    values.pop("url")
    values.pop("headers")
    values["header_rows"] = [[row.enabled, row.name, row.value] for row in kept.headers]
    values["keep_secrets"] = kept.keep_secrets
    return values


def _without_secrets(draft: OptionsDraft) -> OptionsDraft:
    """Take passwords, tokens and telling headers out; what is left shows that they are missing."""
    options = draft.options
    user = (options.basic_auth[0], "") if options.basic_auth else None
    proxy = without_password(options.proxy) if options.proxy else None
    rows = tuple(
        HeaderRow(False, row.name, "") if row.name.lower() in _SECRET_HEADERS else row
        for row in draft.headers
    )
    socketio = options.socketio and replace(options.socketio, auth="", auth_of=())
    return replace(
        draft,
        options=replace(
            options,
            basic_auth=user,
            bearer_token=None,
            proxy=proxy,
            headers=sent_headers(rows),
            socketio=socketio,
        ),
        headers=rows,
    )


def without_password(url: str) -> str:
    """Take the password out of a URL's user information."""
    try:
        parts = urlsplit(url)
        user, has_user, host = parts.netloc.rpartition("@")
    except ValueError:
        return ""
    if not has_user or ":" not in user:
        return url
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}"))


def sent_headers(rows: tuple[HeaderRow, ...]) -> tuple[tuple[str, str], ...]:
    """Give the headers that are switched on."""
    return tuple((row.name, row.value) for row in rows if row.enabled)


def draft_from_json(values: dict[str, Any], url: str) -> OptionsDraft:
    """Read a remembered draft; values of an unknown name are left out.

    Raises TypeError, ValueError or KeyError when the settings were changed by another hand.
    """
    rows = tuple(HeaderRow(bool(on), str(name), str(value)) for on, name, value in values["header_rows"])
    known = _known(ConnectOptions, values)
    known["compression"] = Compression(**_known(Compression, values["compression"]))
    known["tls"] = TlsOptions(**_known(TlsOptions, values["tls"]))
    known["reconnect"] = Reconnect(**_known(Reconnect, values["reconnect"]))
    socketio = values.get("socketio")
    known["socketio"] = None if socketio is None else _socketio(socketio)
    known["subprotocols"] = tuple(str(one) for one in values["subprotocols"])
    known["basic_auth"] = tuple(values["basic_auth"]) if values["basic_auth"] else None
    known.update(url=url, headers=sent_headers(rows))
    return OptionsDraft(ConnectOptions(**known), rows, bool(values["keep_secrets"]))


def _socketio(values: dict[str, Any]) -> SocketIoOptions:
    known = _known(SocketIoOptions, values)
    known["namespaces"] = tuple(str(one) for one in values["namespaces"])
    for name in ("auth_of", "query"):
        known[name] = tuple((str(one), str(other)) for one, other in values[name])
    return SocketIoOptions(**known)


def _known(record: type, values: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(record)}
    return {name: value for name, value in values.items() if name in names}
