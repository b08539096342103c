"""Pairs questions and answers in the order of the frames, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from inspector.capture.nearby import Near
from inspector.capture.pairing.rules import Key, Role, Rule

MOST_WAITING = 65_536
"""Questions that wait for their answer; the oldest are given up."""


class Ask(NamedTuple):
    """A question that waits."""

    frame: Near
    answered: bool = False


class Pair(NamedTuple):
    """Two frames that belong together."""

    ask: Near
    answer: Near
    rule: Rule
    first: bool
    """It is the question's first answer."""


class Matcher:
    """Takes frames in their order; an answer belongs to the latest question before it.

    RFC 6455 §5.5.3: an endpoint "MAY elect to send a Pong frame for only the most recently processed Ping
    frame". A question that is asked again with the same id takes the place of the first.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[tuple[Rule, int, Hashable], Ask] = OrderedDict()

    def take(self, frame: Near, keys: Iterable[Key]) -> Iterator[Pair]:
        """Take the next frame, and give the pairs that it closes."""
        for key in keys:
            ask = self._waiting.get(key.slot)
            answers = ask is not None and ask.frame.direction != frame.direction
            if key.role is Role.ASKS or (key.role is Role.EITHER and not answers):
                self._wait(key, Ask(frame))
            elif ask is not None and answers:
                if key.lasting:
                    self._wait(key, Ask(ask.frame, answered=True))
                else:
                    del self._waiting[key.slot]
                yield Pair(ask.frame, frame, key.rule, not ask.answered)

    def _wait(self, key: Key, ask: Ask) -> None:
        self._waiting[key.slot] = ask
        self._waiting.move_to_end(key.slot)
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)
