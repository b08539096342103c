"""Set the program up, then run, test, check or bundle it; needs nothing but Python 3.11 or newer."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python gets a sentence, not a SyntaxError
    sys.exit(f"WebSocket Inspector needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")

import commands

USAGE = """\
python3 packaging/bootstrap.py run [URL] [arguments of the program…]
python3 packaging/bootstrap.py test [arguments of pytest…]
python3 packaging/bootstrap.py lint
python3 packaging/bootstrap.py bundle [--onefile] [--archive] [--deb]"""


def main(arguments: list[str]) -> int:
    """Carry out one of the commands and return its exit status."""
    command = arguments[0] if arguments else ""
    if command in ("-h", "--help"):
        print(USAGE)
        return 0
    if command not in commands.COMMANDS:
        print(f"Say what to do: run, test, lint or bundle.\n{USAGE}", file=sys.stderr)
        return 2
    try:
        return commands.COMMANDS[command](arguments[1:])
    except commands.SetupError as error:
        print(f"bootstrap: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
