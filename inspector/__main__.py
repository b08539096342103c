"""The command line: `ws-inspector`, `serve`, `record`, `export` and `import`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING

from inspector import early_stop

if TYPE_CHECKING:
    import argparse

# What a command needs is imported when it runs: `--help` must not wait for Qt, nor Ctrl-C for anything.


def main(argv: list[str] | None = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 failed, 2 wrong usage."""
    if argv is not None:
        return _status(argv)
    early_stop.stop_at_once()
    status = _status(sys.argv[1:])
    early_stop.stop_no_more()
    return status


def _status(words: list[str]) -> int:
    try:
        status = _dispatch(words)
        sys.stdout.flush()
    except SystemExit as said:
        return int(said.code or 0)
    except KeyboardInterrupt:
        return _fail("Stopped by Ctrl-C before it was done.")
    except BrokenPipeError:
        # Whoever read standard output has gone; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        from inspector.faults import sentence, wanted_in_full

        if wanted_in_full():
            raise
        return _fail(sentence(error))
    return status


def _dispatch(words: list[str]) -> int:
    command = _COMMANDS.get(words[0]) if words else None
    if command is not None:
        return command(words[1:])
    return _window(words)


def _window(words: list[str]) -> int:
    import difflib

    from inspector import arguments

    parser = arguments.window_parser()
    if words and (meant := difflib.get_close_matches(words[0], _COMMANDS, n=1, cutoff=0.75)):
        parser.error(f"{words[0]!r} is neither a command nor an address: is {meant[0]} meant?")
    chosen = parser.parse_args(words)
    if wrong := _take_capture(parser, chosen):
        return _fail(wrong)
    from inspector.display import display_problem

    if chosen.self_test:
        return _self_test()
    if problem := display_problem(os.environ):
        return _fail(problem)
    _prepare()
    from inspector.app import run_window

    return run_window(chosen.url, chosen.capture, new_window=chosen.new_window)


def _take_capture(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> str:
    """Let a capture stand where a URL would: a desktop starts the program with either. Say what is wrong."""
    from inspector.capture_word import capture_in

    named = capture_in(chosen.url) if chosen.url is not None else None
    if named is None:
        return ""
    if chosen.capture is not None:
        parser.error(f"two captures are given, {named} and {chosen.capture}: a window opens one")
    chosen.url, chosen.capture = None, named
    return "" if named.exists() else f"There is no file {named}: correct its name, or make it with --capture."


def _self_test() -> int:
    from inspector.display import display_problem

    if problem := display_problem({"QT_QPA_PLATFORM": "offscreen"}):
        return _fail(problem)
    _prepare()
    from inspector.self_test.run import self_test

    return self_test(sys.stdout)


def _serve(words: list[str]) -> int:
    from inspector import arguments

    chosen = arguments.serve_arguments(words)
    _prepare()
    from inspector.server.command import serve

    return _run(
        lambda: serve(
            chosen.host,
            chosen.port,
            chosen.tls,
            chosen.capture,
            sys.stdout,
            ca_out=chosen.ca_out,
            ping_interval=chosen.ping_interval,
            ping_timeout=chosen.ping_timeout,
        )
    )


def _record(words: list[str]) -> int:
    from inspector.record_arguments import read_record

    chosen = read_record(words)
    _prepare()
    from inspector.capture.records import CaptureError
    from inspector.record_command import record_chosen

    try:
        return _run(lambda: record_chosen(chosen))
    except CaptureError as error:
        return _fail(str(error))


def _export(words: list[str]) -> int:
    from inspector import arguments

    chosen = arguments.export_parser().parse_args(words)
    from inspector.capture.records import CaptureError
    from inspector.export_command import export_chosen

    early_stop.stop_in_order()
    try:
        export_chosen(chosen)
    except CaptureError as error:
        return _fail(str(error))
    return 0


def _import(words: list[str]) -> int:
    from inspector import arguments

    chosen = arguments.import_parser().parse_args(words)
    from inspector.capture.records import CaptureError
    from inspector.import_command import import_chosen

    early_stop.stop_in_order()
    try:
        import_chosen(chosen, sys.stderr)
    except CaptureError as error:
        return _fail(str(error))
    return 0


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "serve": _serve,
    "record": _record,
    "export": _export,
    "import": _import,
}


def _run(command: Callable[[], Coroutine[None, None, int]]) -> int:
    """Run a command on an event loop of its own."""
    import asyncio

    async def begun() -> int:
        early_stop.stop_in_order()
        return await command()

    return asyncio.run(begun())


def _prepare() -> None:
    from inspector.arguments import PROGRAM
    from inspector.faults import tell_in_one_line

    tell_in_one_line(PROGRAM)


def _fail(sentence: str) -> int:
    from inspector.arguments import PROGRAM

    sys.stderr.write(f"{PROGRAM}: {sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
