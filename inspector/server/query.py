"""The parameters after the question mark, read with one clear sentence for what is wrong."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

_NUMBER = re.compile(r"-?[0-9]{1,18}")
_MOST_FIELDS = 20


class QueryError(Exception):
    """A parameter is wrong; the text is one sentence for the person."""


class Query:
    """The parameters of one request, by name.

    An endpoint asks for those that it knows; `refuse_unknown` then names what it did not ask for.
    """

    def __init__(self, path: str, text: str) -> None:
        """Read `text`; raises `QueryError` for a parameter given twice or not percent-encoded UTF-8."""
        self.path = path
        self._asked: list[str] = []
        self._values: dict[str, str] = {}
        try:
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        except UnicodeDecodeError:
            raise QueryError("The query is not percent-encoded UTF-8.") from None
        except ValueError:
            raise QueryError(f"The query has more than {_MOST_FIELDS} parameters.") from None
        for name, value in pairs:
            if name in self._values:
                raise QueryError(f"The parameter {name!r} is given twice; give it once.")
            self._values[name] = value

    def number(self, name: str, default: int, low: int, high: int, unit: str = "") -> int:
        """Give a whole number between `low` and `high`; raises `QueryError`."""
        text = self._ask(name)
        if text is None:
            return default
        number = int(text) if _NUMBER.fullmatch(text) else None
        if number is None or not low <= number <= high:
            of = f" of {unit}" if unit else ""
            raise QueryError(f"{name} must be a whole number{of} from {low} to {high}, not {_shown(text)}.")
        return number

    def text(self, name: str, default: str = "") -> str:
        """Give a text as it is."""
        text = self._ask(name)
        return default if text is None else text

    def choice(self, name: str, options: tuple[str, ...]) -> str:
        """Give one of `options`, which has to be named; raises `QueryError`."""
        text = self._ask(name)
        if text in options:
            return text
        said = "it is missing" if text is None else f"not {_shown(text)}"
        raise QueryError(f"{name} must be one of {', '.join(options)}; {said}.")

    def refuse_unknown(self) -> None:
        """Raise `QueryError` for parameters not asked for; an endpoint that asks for none takes all."""
        unknown = [name for name in self._values if name not in self._asked]
        if self._asked and unknown:
            raise QueryError(f"{self.path} takes {' and '.join(self._asked)}, not {_shown(unknown[0])}.")

    def _ask(self, name: str) -> str | None:
        self._asked.append(name)
        return self._values.get(name)


def _shown(text: str) -> str:
    return ascii(text if len(text) <= 40 else text[:40] + "…")
