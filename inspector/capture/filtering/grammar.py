"""Reads a filter: AND binds tighter than OR, terms side by side are joined by AND.

filter = any
any    = all { OR all }
all    = one { [AND] one }
one    = ( NOT | "-" ) one | "(" any ")" | term
"""

from __future__ import annotations

from collections.abc import Callable

from inspector.capture.filtering.apart import joined
from inspector.capture.filtering.errors import FilterError
from inspector.capture.filtering.fields import ALIASES, FIELDS, MARK_HELP
from inspector.capture.filtering.folding import FoldedWord
from inspector.capture.filtering.nodes import And, Everything, Node, Not, Or, terms_of
from inspector.capture.filtering.pattern import parse_pattern
from inspector.capture.filtering.terms.marks import Marked
from inspector.capture.filtering.terms.regular import MatchesPattern
from inspector.capture.filtering.terms.text import Contains
from inspector.capture.filtering.tokens import Token, tokens
from inspector.capture.filtering.value import Value, cut, listed, suggestion, unescape

LONGEST = 4_000
MOST_TERMS = 200
_DEEPEST = 40
_STARTS = frozenset({"word", "phrase", "regex", "field", "not", "("})


def parse(text: str, now_ns: int) -> Node:
    """Read a filter; `now_ns` is what times like ``-5m`` count from. Raises `FilterError`."""
    if len(text) > LONGEST:
        raise FilterError(f"A filter has at most {LONGEST:,} characters: shorten it.", LONGEST, len(text))
    return _Parser(list(tokens(text)), now_ns).filter()


class _Parser:
    def __init__(self, all_tokens: list[Token], now_ns: int) -> None:
        self._tokens = all_tokens
        self._now_ns = now_ns
        self._next = 0
        self._depth = 0
        self._terms = 0

    def filter(self) -> Node:
        """Read all of it."""
        if self._token.kind == "end":
            return Everything()
        node = self._any()
        if self._token.kind == ")":
            raise self._error("This parenthesis closes none: remove it, or open one before it.")
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _error(self, sentence: str) -> FilterError:
        return self._token.whole.error(sentence)

    def _any(self) -> Node:
        nodes = [self._all()]
        while self._token.kind == "or":
            self._next += 1
            nodes.append(self._all())
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _all(self) -> Node:
        nodes = [self._one()]
        while self._token.kind == "and" or self._token.kind in _STARTS:
            if self._token.kind == "and":
                self._next += 1
            nodes.append(self._one())
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _one(self) -> Node:
        token = self._token
        if token.kind not in _STARTS:
            raise self._missing()
        self._next += 1
        if token.kind == "not":
            return Not(self._deeper(token, self._one))
        if token.kind == "(":
            return self._group(token)
        node = self._term(token)
        self._terms += sum(1 for _term in terms_of(node))
        if self._terms > MOST_TERMS:
            raise token.whole.error(f"A filter asks at most {MOST_TERMS} things: remove some.")
        return node

    def _group(self, opened: Token) -> Node:
        if self._token.kind == ")":
            end = self._token.whole.end
            raise FilterError("There is nothing in these parentheses: remove them.", opened.whole.start, end)
        node = self._deeper(opened, self._any)
        closing = self._tokens[self._next]
        if closing.kind != ")":
            raise opened.whole.error("This parenthesis is not closed: write ) where it ends.")
        self._next += 1
        return node

    def _deeper(self, token: Token, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise token.whole.error(f"A filter is at most {_DEEPEST} levels deep: simplify it.")
        node = read()
        self._depth -= 1
        return node

    def _missing(self) -> FilterError:
        before = self._tokens[self._next - 1] if self._next else None
        if self._token.kind == ")" and before is None:
            return self._error("This parenthesis closes none: remove it, or open one before it.")
        if before is not None and before.kind in ("and", "or", "not", "("):
            word = before.whole
            return word.error(
                f'Something must follow {word.text}: to search for the word, write "{word.text}".'
            )
        word = self._token.whole
        return word.error(
            f'Something must stand before {word.text}: to search for the word, write "{word.text}".'
        )

    def _term(self, token: Token) -> Node:
        match token.kind:
            case "field":
                return self._field(token)
            case "regex":
                return MatchesPattern(parse_pattern(token.value, ignore_case=token.ignore_case))
            case "phrase":
                if not token.value.text:
                    raise token.whole.error(
                        "There is nothing between the quotation marks: write what to look for."
                    )
                return Contains(FoldedWord(unescape(token.value.text)))
        word = token.value.text
        for mark in MARK_HELP:
            if word.lower() == mark:
                return Marked(mark)
        return Contains(FoldedWord(word))

    def _field(self, token: Token) -> Node:
        field = FIELDS.get(ALIASES.get(token.name, token.name))
        name = Value(token.whole.text.partition(":")[0], token.whole.start)
        if field is None:
            close = suggestion(token.name, [*FIELDS, *ALIASES])
            raise name.error(
                f"There is no field “{cut(name.text)}”{close} There are {listed(FIELDS, 'and')}; "
                "to search for the text, put it in quotation marks."
            )
        if not token.value.text:
            close = "" if self._token.kind == "end" else " right behind it"
            raise token.whole.error(
                f"{name.text}: needs a value{close}, for example {name.text}:{field.example}."
            )
        node = field.parse(token.value, self._now_ns)
        self._check_apart(token)
        return node

    def _check_apart(self, token: Token) -> None:
        """Raise `FilterError` where the next word was probably meant for a field."""
        if self._token.kind != "word":
            return
        following = self._token.whole
        meant = joined(ALIASES.get(token.name, token.name), token.value.text, following.text)
        if meant is not None:
            raise following.error(
                f"“{cut(following.text)}” stands apart: write {cut(meant)}, or to search for the text, "
                "put it in quotation marks."
            )
