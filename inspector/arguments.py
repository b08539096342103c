"""The command line's grammar: which words it takes, and what they mean; nothing here does anything yet."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from inspector import __version__

PROGRAM = "ws-inspector"

COMMANDS_HELP = """\
commands without a window (each has its own --help):
  serve                 the local server to test against
  record URL -o FILE    connect, send, and record into a capture
  export FILE           write a capture in another format
  import FILE -o FILE   make a capture of a HAR or JSON Lines file
"""


def window_parser() -> argparse.ArgumentParser:
    """Return the parser of the call without a command, which opens the window."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [URL] [--capture FILE] [--new-window]\n"
        f"       {PROGRAM} {{serve,record,export,import}} …",
        description="Open, test and debug WebSocket and Socket.IO connections, and see every frame as it was "
        "on the wire.",
        epilog=COMMANDS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "url",
        metavar="URL",
        nargs="?",
        help="connect to this ws:// or wss:// address at once; the name of a capture opens it",
    )
    parser.add_argument("--capture", metavar="FILE", type=Path, help="the capture to open, or to make")
    parser.add_argument(
        "--new-window", action="store_true", help="open a window of its own, also when there is one already"
    )
    parser.add_argument(
        "--self-test", action="store_true", help="check without a window that the program works here, and end"
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def serve_parser() -> argparse.ArgumentParser:
    """Return the parser of `serve`."""
    from inspector.server.engineio.options import DEFAULTS

    parser = command_parser("serve", "Run the local server without a window until Ctrl-C.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=8765, help="the port; 0 picks a free one (%(default)s)")
    parser.add_argument("--tls", action="store_true", help="serve wss:// with a certificate made at start")
    parser.add_argument(
        "--ca-out", metavar="PEM", type=Path, help="write the certificate authority to trust into this file"
    )
    parser.add_argument(
        "--capture", metavar="FILE", type=Path, help="record every connection into this capture"
    )
    for name, default, told in (
        ("--ping-interval", DEFAULTS.ping_interval, "send a ping so many milliseconds after the last answer"),
        ("--ping-timeout", DEFAULTS.ping_timeout, "close a session that does not answer within so many"),
    ):
        shown = f"Engine.IO: {told} (%(default)s)"
        parser.add_argument(name, metavar="MS", type=_milliseconds, default=default, help=shown)
    return parser


def serve_arguments(words: list[str]) -> argparse.Namespace:
    """Read the words after `serve`; exits with status 2 for those that do not go together."""
    parser = serve_parser()
    chosen = parser.parse_args(words)
    if chosen.ca_out is not None and not chosen.tls:
        parser.error("--ca-out needs --tls: without TLS there is no certificate authority to write")
    return chosen


EXPORT_FORMATS = ("jsonl", "har", "pcapng", "csv", "md")
_FORMATS_HELP = """\
formats:
  jsonl   all that the capture knows, one JSON object a line; `import` reads it without loss
  har     HAR 1.2 with whole messages as Chrome writes them; knows no control frames
  pcapng  packets made up around the bytes of the wire, TLS taken off; for Wireshark
  csv     a table with one row a frame
  md      a report in Markdown: handshakes, frames, and commands that open the same connection

Credentials in heads and URLs are masked, payloads never.
"""


def export_parser() -> argparse.ArgumentParser:
    """Return the parser of `export`."""
    parser = command_parser("export", "Write a capture, or a part of it, in another format.")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _FORMATS_HELP
    parser.add_argument("capture", metavar="FILE", type=Path, help="the capture to read")
    parser.add_argument("--format", required=True, choices=EXPORT_FORMATS, help="the format to write")
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        required=True,
        help="the file to write; - is standard output",
    )
    parser.add_argument(
        "--filter", metavar="EXPR", type=_filter, help="only frames that match, as in the window's filter bar"
    )
    parser.add_argument(
        "--connection",
        metavar="ID",
        type=count,
        action="append",
        help="only this connection, by its number; can be repeated",
    )
    parser.add_argument("--secrets", action="store_true", help="leave credentials readable")
    return parser


def import_parser() -> argparse.ArgumentParser:
    """Return the parser of `import`."""
    parser = command_parser(
        "import",
        "Make a capture of a HAR file (of Chrome, Playwright, mitmproxy or this program), or of JSON Lines "
        "that this program wrote. What cannot be read is left out, and said.",
    )
    parser.add_argument("source", metavar="FILE", type=Path, help="the file to read")
    parser.add_argument(
        "-o", "--output", metavar="CAPTURE", type=Path, required=True, help="the capture to make"
    )
    return parser


def command_parser(command: str, description: str) -> argparse.ArgumentParser:
    """Return a parser without options of its own."""
    return argparse.ArgumentParser(prog=f"{PROGRAM} {command}", description=description)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, which is a number from 0 to 65535")
    return int(text)


def count(text: str) -> int:
    """Read a whole number above 0."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _filter(text: str) -> str:
    from inspector.capture.filtering import FilterError, parse_filter

    try:
        parse_filter(text)
    except FilterError as error:
        raise argparse.ArgumentTypeError(error.sentence) from error
    return text


def _milliseconds(text: str) -> int:
    from inspector.server.engineio.options import LONGEST_INTERVAL_MS

    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_INTERVAL_MS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of milliseconds from 1 to {LONGEST_INTERVAL_MS}"
        )
    return int(text)


def seconds(text: str) -> float:
    """Read a number of seconds above 0."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return number
