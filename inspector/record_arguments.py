"""What `record` takes for Socket.IO, and which words of it go together."""

from __future__ import annotations

import argparse
import json
from typing import Any, NamedTuple, NoReturn

TRANSPORTS = ("polling-then-upgrade", "websocket", "polling")


class Emission(NamedTuple):
    """An event to send."""

    namespace: str | None
    """None is the first one."""
    event: str
    arguments: tuple[Any, ...]


def add_socketio(group: argparse._ArgumentGroup) -> None:
    """Add the options of Socket.IO to the parser of `record`."""
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
        type=emission,
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
    from inspector.arguments import record_parser

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


def emission(text: str) -> Emission:
    """Read an event's name and its arguments."""
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
