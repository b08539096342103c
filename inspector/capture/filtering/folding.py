"""When upper and lower case are the same: one rule, in SQL and in Python.

``A`` to ``Z`` are the same as ``a`` to ``z``. Any other letter of the word is the same as its own upper and
lower case form, where that is a single letter beyond ASCII. Nothing else is equal to anything else: ``ß``
is not ``ss``, and ``é`` as one code point is not ``e`` with an accent. All of it happens on bytes, so that
words are found in binary payloads too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.capture.filtering.binding import Binding


@dataclass(frozen=True, slots=True)
class FoldedWord:
    """A word to look for, whatever its case."""

    word: str
    needle: bytes = field(init=False, compare=False, repr=False)
    changes: tuple[tuple[bytes, bytes], ...] = field(init=False, compare=False, repr=False)
    """What to replace in the payload, once its ASCII letters are lower case."""
    first_letter: tuple[bytes, ...] = field(init=False, compare=False, repr=False)
    """All forms of the first letter beyond ASCII; one of them is in every payload that has the word."""

    def __post_init__(self) -> None:
        letters = dict.fromkeys(letter for letter in self.word if not letter.isascii())
        changes = [(_encoded(form), _encoded(letter)) for letter in letters for form in _other_forms(letter)]
        object.__setattr__(self, "changes", tuple(changes))
        object.__setattr__(self, "needle", self._fold(_encoded(self.word)))
        first = next(iter(letters), None)
        forms = () if first is None else (first, *_other_forms(first))
        object.__setattr__(self, "first_letter", tuple(_encoded(form) for form in forms))

    def is_in(self, payload: bytes) -> bool:
        """Tell whether a payload has the word."""
        return self.needle in self._fold(payload)

    def sql(self, binding: Binding, text: str, *, prefilter: bool = True) -> str:
        """Write the same as SQL; `text` is an expression that gives TEXT or BLOB.

        Letters beyond ASCII cost a replacement each: `prefilter` leaves out rows without the first of them.
        """
        folded = f"lower({text})"
        for form, letter in self.changes:
            folded = f"replace({folded},{binding.text(form)},{binding.text(letter)})"
        condition = f"ifnull(instr({folded},{binding.text(self.needle)})>0,0)"
        if not self.changes or not prefilter:
            return condition
        some = " OR ".join(f"ifnull(instr({text},{binding.value(form)}),0)" for form in self.first_letter)
        return f"(({some}) AND {condition})"

    def _fold(self, text: bytes) -> bytes:
        folded = text.lower()
        for form, letter in self.changes:
            folded = folded.replace(form, letter)
        return folded


def letter_forms(letter: str) -> tuple[str, ...]:
    """Give a letter and what is the same in another case."""
    if letter.isascii():
        return tuple(dict.fromkeys((letter, letter.lower(), letter.upper())))
    return (letter, *_other_forms(letter))


def _other_forms(letter: str) -> list[str]:
    forms = (letter.lower(), letter.upper(), letter.upper().lower(), letter.lower().upper())
    single = (form for form in forms if len(form) == 1 and not form.isascii() and form != letter)
    return list(dict.fromkeys(single))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
