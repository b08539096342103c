"""The command line of `record`: which words it takes, and which of them go together."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from inspector.arguments import command_parser, count, seconds

TRANSPORTS = ("polling-then-upgrade", "websocket", "polling")


class Emission(NamedTuple):
    """An event to send."""

    namespace: str | None
    """None is the first one."""
    event: str
    arguments: tuple[Any, ...]


def record_parser() -> argparse.ArgumentParser:
    """Return the parser of `record`."""
    parser = command_parser("record", "Connect, send, and record every frame into a capture.")
    parser.add_argument("url", metavar="URL", help="the ws:// or wss:// address")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, required=True, help="the capture to write"
    )
    _add_ends(
        parser.add_argument_group("when it ends (at the latest when the connection closes, or at Ctrl-C)")
    )
    _add_connection(parser.add_argument_group("how it connects"))
    _add_socketio(parser.add_argument_group("Socket.IO"))
    return parser


def _add_ends(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--messages", metavar="N", type=count, help="end after N received messages")
    group.add_argument(
        "--seconds", metavar="S", type=seconds, help="end after S seconds, connecting included"
    )
    group.add_argument(
        "--send", metavar="TEXT", action="append", default=[], help="send this text message; can be repeated"
    )


def _add_connection(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--header",
        metavar="'K: V'",
        type=_header,
        action="append",
        default=[],
        help="an extra request header",
    )
    group.add_argument(
        "--subprotocol",
        metavar="P",
        action="append",
        default=[],
        help="offer this subprotocol; can be repeated",
    )
    group.add_argument("--origin", metavar="ORIGIN", help="the Origin header")
    group.add_argument("--no-compression", action="store_true", help="do not offer permessage-deflate")
    group.add_argument("--max-size", metavar="BYTES", type=count, help="refuse larger messages with 1009")
    group.add_argument("--open-timeout", metavar="S", type=seconds, help="give up connecting after S seconds")
    group.add_argument("--proxy", metavar="URL", help="go through this http://, https:// or socks5:// proxy")
    group.add_argument("--ca-file", metavar="PEM", help="trust the certificates in this file as well")
    group.add_argument("--insecure", action="store_true", help="do not verify the server's certificate")


def _add_socketio(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--socketio",
        action="store_true",
        help="speak Socket.IO; the path of the URL is a namespace then, as in io(url), and --messages counts "
        "received events",
    )
    group.add_argument(
        "--namespace", metavar="NS", action="append", default=[], help="join this namespace; can be repeated"
    )
    group.add_argument("--auth", metavar="JSON", help="the auth object that CONNECT carries")
    group.add_argument(
        "--emit",
        metavar="'NAME JSON …'",
        type=_emission,
        action="append",
        default=[],
        help="send this event with any number of arguments, each of them JSON; '/admin,NAME …' sends it in "
        "that namespace; can be repeated. --send TEXT is the event message",
    )
    group.add_argument("--ack", action="store_true", help="ask for an ack of each --emit")
    group.add_argument(
        "--event", metavar="NAME", action="append", default=[], help="let --messages count this event only"
    )
    group.add_argument("--transport", choices=TRANSPORTS, help=f"how packets travel ({TRANSPORTS[0]})")
    group.add_argument("--eio", type=int, choices=(3, 4), help="the Engine.IO version; 3 for Socket.IO 2 (4)")
    group.add_argument("--path", metavar="PATH", help="the path of the Socket.IO server (/socket.io/)")
    group.add_argument(
        "--query",
        metavar="NAME=VALUE",
        type=_query,
        action="append",
        default=[],
        help="a parameter of each request; can be repeated",
    )


def read_record(words: list[str]) -> argparse.Namespace:
    """Read the words after `record`; exits with status 2 for those that are wrong or do not go together."""
    parser = record_parser()
    chosen = parser.parse_args(words)
    needing = ("namespace", "auth", "emit", "ack", "event", "transport", "eio", "path", "query")
    used = [f"--{name}" for name in needing if getattr(chosen, name)]
    if used and not chosen.socketio:
        parser.error(f"{used[0]} needs --socketio")
    if chosen.ack and not chosen.emit:
        parser.error("--ack needs --emit: there is no event to acknowledge")
    _check(parser, chosen)
    return chosen


def _check(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    """Refuse what no connection can be made of, before there is a capture.

    The words are in their places, so that the grammar in full would only hide what is wrong with one.
    """
    from inspector.record_command import check_chosen
    from inspector.session.errors import SessionError

    try:
        check_chosen(chosen)
    except SessionError as error:
        parser.exit(2, f"ws-inspector: {error}\n")


def _emission(text: str) -> Emission:
    head, _, rest = text.strip().partition(" ")
    namespace = None
    if head.startswith("/") and "," in head:
        namespace, _, head = head.partition(",")
    if not head:
        raise argparse.ArgumentTypeError(f"{text!r} names no event")
    return Emission(namespace, head, tuple(_values(rest)))


def _values(text: str) -> list[Any]:
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    values, at = [], 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            told = f"{text[at:][:40]!r} is not JSON: write text in double quotes"
            raise argparse.ArgumentTypeError(told) from error
        values.append(value)
    return values


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _query(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"{text!r} is not a parameter, which looks like name=value")
    return name, value


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not a header, which looks like 'Name: value'")
    return name.strip(), value.strip()
