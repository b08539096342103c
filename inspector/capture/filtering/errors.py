"""What is wrong with the text of a filter."""

from __future__ import annotations


class FilterError(Exception):
    """A filter cannot be understood: one sentence, and the part of the text that it speaks of."""

    def __init__(self, sentence: str, start: int, end: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.start = start
        """Index of the first character to underline."""
        self.end = end
        """Index after the last one; at least one more than `start`, also at the end of the text."""


class FilterStoppedError(Exception):
    """A filter cannot go on with a frame; the text is one sentence for the person."""
