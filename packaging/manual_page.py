"""Writes the manual page from the command line's own grammar, so that the two cannot disagree."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from environment import ROOT
from program_facts import COMMAND, NAME, VERSION

sys.path.insert(0, str(ROOT))

from inspector import arguments, record_arguments

COMMANDS = {
    "serve": arguments.serve_parser,
    "record": record_arguments.record_parser,
    "export": arguments.export_parser,
    "import": arguments.import_parser,
}

ENDING = r"""
.SH EXIT STATUS
.TP
.B 0
It is done.
.TP
.B 1
The connection or a file failed; one line on standard error says why and what to do.
.TP
.B 2
Wrong usage.
.SH ENVIRONMENT
.TP
.B WS_INSPECTOR_DEBUG
When it is set, a fault of the program itself is told with its traceback.
.TP
.B SSL_CERT_FILE
A file with the certificate authorities to trust in place of the system's.
.SH FILES
.TP
.I ~/.local/share/websocket\-inspector/
Captures that were given no name. A capture is a SQLite database that holds every byte of its
connections, credentials too; only its owner can read it.
.TP
.I ~/.config/websocket\-inspector/
What the window remembers.
.SH SEE ALSO
.BR sqlite3 (1),
RFC 6455 (The WebSocket Protocol), RFC 7692 (Compression Extensions for WebSocket)
"""


def manual_page() -> str:
    """Give the page in roff, for ``man``."""
    window = arguments.window_parser()
    lines = [
        f'.TH {COMMAND.upper()} 1 "" "{NAME} {VERSION}" "User Commands"',
        ".SH NAME",
        escaped(f"{COMMAND} - open, test and debug WebSocket connections"),
        ".SH SYNOPSIS",
        f"{_bold([COMMAND])} {escaped('[URL] [--capture FILE] [--new-window]')}",
        *(line for parser in COMMANDS.values() for line in (".br", _synopsis(parser()))),
        ".SH DESCRIPTION",
        escaped(window.description or ""),
        ".SH OPTIONS",
        *_options(window),
        ".SH COMMANDS",
    ]
    for name, parser in COMMANDS.items():
        made = parser()
        lines += [f".SS {name}", escaped(made.description or ""), *_options(made)]
    return "\n".join(lines) + ENDING


def escaped(text: str) -> str:
    """Write a text so that roff takes none of it for a request of its own."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text


def _synopsis(parser: argparse.ArgumentParser) -> str:
    """Give the call with all that must be there, and room for the rest."""
    needed = [action for action in parser._actions if action.required]
    shown = [
        _bold(action.option_strings[:1]) + (_value(action) or escaped(_name(action))) for action in needed
    ]
    options = ["[option ...]"] if len(parser._actions) > len(needed) + 1 else []
    return " ".join([_bold([parser.prog]), *shown, *options])


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if action.help == argparse.SUPPRESS or (action.dest == "help" and parser.prog != COMMAND):
            continue
        names = action.option_strings or [_name(action)]
        yield ".TP"
        yield _bold(names) + _value(action)
        yield escaped(parser._get_formatter()._expand_help(action))


def _bold(names: Sequence[str]) -> str:
    return ", ".join(rf"\fB{escaped(name)}\fR" for name in names)


def _name(action: argparse.Action) -> str:
    return action.metavar if isinstance(action.metavar, str) else action.dest


def _value(action: argparse.Action) -> str:
    if not action.option_strings or action.nargs == 0:
        return ""
    shown = action.metavar if isinstance(action.metavar, str) else ""
    if not shown:
        shown = "|".join(map(str, action.choices)) if action.choices else action.dest.upper()
    return rf" \fI{escaped(shown)}\fR"
