"""``json:``: what stands at a path in a payload that is JSON."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import ClassVar, Literal

from inspector.capture.filtering import json_value
from inspector.capture.filtering.binding import Binding
from inspector.capture.filtering.folding import FoldedWord
from inspector.capture.filtering.json_path import show_path, sql_path
from inspector.capture.filtering.json_value import JsonValue, Step
from inspector.capture.filtering.nodes import Term
from inspector.capture.filtering.pattern import Pattern
from inspector.capture.filtering.record import FrameRecord

_TEXT = "CAST(f.payload AS TEXT)"  # of a BLOB the JSON functions would think that it is JSONB
_NAMES = ("true", "false", "null")
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
class JsonHas(Term):
    """There is a value at the path."""

    path: tuple[Step, ...]
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        return _guarded(f"json_type({_TEXT},{_path(binding, self.path)}) IS NOT NULL")

    def matches(self, frame: FrameRecord) -> bool:
        """Look at the path."""
        return json_value.find(frame.payload, self.path) is not None

    def describe(self) -> str:
        """Say what it asks."""
        return f"are JSON with {show_path(self.path)}" if self.path else "are JSON"


@dataclass(frozen=True, slots=True)
class JsonEquals(Term):
    """The value at the path is the one that was written.

    Without quotation marks ``5`` is the number and the string, and ``true`` the word and the string.
    """

    path: tuple[Step, ...]
    value: str
    quoted: bool
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Write the condition; rows without the string, and without any escape, are left out before."""
        same = self.same_sql(binding)
        if not self.quoted and (self.value in _NAMES or json_value.is_number(self.value)):
            return _guarded(same)
        encoded = binding.value(_encoded(self.value))
        return f"((instr(f.payload,{encoded}) OR instr(f.payload,x'5c')) AND {_guarded(same)})"

    def same_sql(self, binding: Binding) -> str:
        """Write the comparison, for payloads that are JSON; NULL where there is no value."""
        path, value = _path(binding, self.path), binding.text(_encoded(self.value))
        kind, content = f"json_type({_TEXT},{path})", f"json_extract({_TEXT},{path})"
        same = f"({content}={value} AND {kind}='text')"
        if not self.quoted and self.value in _NAMES:
            return f"({kind}={value} OR {same})"
        if not self.quoted and json_value.is_number(self.value):
            number = f"({content}=json_extract({value},'$') AND {kind} IN ('integer','real'))"
            return f"({same} OR {number})"
        return same

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the value."""
        found = json_value.find(frame.payload, self.path)
        if found is None:
            return False
        if found.kind == "text":
            return found.text() == _encoded(self.value)
        if self.quoted:
            return False
        if found.kind == "number":
            return json_value.is_number(self.value) and found.number() == _number(self.value)
        return found.kind == self.value

    def describe(self) -> str:
        """Say what it asks."""
        return f"are JSON whose {show_path(self.path)} is {_show(self.value, quoted=self.quoted)}"


@dataclass(frozen=True, slots=True)
class JsonDiffers(Term):
    """There is a value at the path, and it is another one."""

    other: JsonEquals
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        kind = f"json_type({_TEXT},{_path(binding, self.other.path)})"
        return _guarded(f"{kind} IS NOT NULL AND NOT ifnull({self.other.same_sql(binding)},0)")

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the value."""
        has = json_value.find(frame.payload, self.other.path) is not None
        return has and not self.other.matches(frame)

    def describe(self) -> str:
        """Say what it asks."""
        value = _show(self.other.value, quoted=self.other.quoted)
        return f"are JSON whose {show_path(self.other.path)} is not {value}"


@dataclass(frozen=True, slots=True)
class JsonCompares(Term):
    """The value at the path is less or greater: as a number, or else as text by its code points."""

    path: tuple[Step, ...]
    operator: Literal["<", "<=", ">", ">="]
    value: str
    quoted: bool
    of_payload: ClassVar[bool] = True

    @property
    def _is_number(self) -> bool:
        return not self.quoted and json_value.is_number(self.value)

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        path, value = _path(binding, self.path), binding.text(_encoded(self.value))
        kinds = "('integer','real')" if self._is_number else "('text')"
        limit = f"json_extract({value},'$')" if self._is_number else value
        compared = f"json_extract({_TEXT},{path}){self.operator}{limit}"
        return _guarded(f"{compared} AND json_type({_TEXT},{path}) IN {kinds}")

    def matches(self, frame: FrameRecord) -> bool:
        """Compare the value."""
        found = json_value.find(frame.payload, self.path)
        if found is None or found.kind != ("number" if self._is_number else "text"):
            return False
        if self._is_number:
            return bool(_COMPARE[self.operator](found.number(), _number(self.value)))
        return bool(_COMPARE[self.operator](found.text(), _encoded(self.value)))

    def describe(self) -> str:
        """Say what it asks."""
        value = _show(self.value, quoted=self.quoted)
        return f"are JSON whose {show_path(self.path)} {self.operator} {value}"


@dataclass(frozen=True, slots=True)
class JsonContains(Term):
    """The value at the path has a word in it, whatever its case."""

    path: tuple[Step, ...]
    word: FoldedWord
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Write the condition."""
        content = _content(_path(binding, self.path))
        return _guarded(self.word.sql(binding, content, prefilter=False))

    def matches(self, frame: FrameRecord) -> bool:
        """Look through the value."""
        found = json_value.find(frame.payload, self.path)
        return found is not None and self.word.is_in(found.text())

    def describe(self) -> str:
        """Say what it asks."""
        return f"are JSON whose {show_path(self.path)} has “{self.word.word}” in it"


@dataclass(frozen=True, slots=True)
class JsonMatches(Term):
    """A regular expression matches somewhere in the value at the path."""

    path: tuple[Step, ...]
    pattern: Pattern
    exact: ClassVar[bool] = False
    of_payload: ClassVar[bool] = True

    def sql(self, binding: Binding) -> str:
        """Leave out the rows without such a value, and those without what every match has, or an escape."""
        needed = self.pattern.needed_sql(binding, only_words=True)
        has = JsonHas(self.path).sql(binding)
        return has if needed == "1" else f"(({needed} OR ifnull(instr(f.payload,x'5c'),0)) AND {has})"

    def value_sql(self, binding: Binding) -> str:
        """Write an expression that gives the value as text, NULL where there is none."""
        return f"CASE WHEN json_valid({_TEXT}) THEN {_content(_path(binding, self.path))} END"

    def matches_value(self, value: bytes) -> bool:
        """Search a value that SQL gave."""
        return self.pattern.is_in(value)

    def matches(self, frame: FrameRecord) -> bool:
        """Search the value."""
        found = json_value.find(frame.payload, self.path)
        return found is not None and self.matches_value(found.text())

    def describe(self) -> str:
        """Say what it asks."""
        return f"are JSON whose {show_path(self.path)} matches {self.pattern}"


def _guarded(condition: str) -> str:
    """Ask only what is JSON: of anything else the functions make an error that ends the whole search."""
    return f"(CASE WHEN json_valid({_TEXT}) THEN ifnull({condition},0) ELSE 0 END)"


def _content(path: str) -> str:
    return (
        f"CASE json_type({_TEXT},{path}) WHEN 'text' THEN json_extract({_TEXT},{path}) "
        f"ELSE {_TEXT}->{path} END"
    )


def _path(binding: Binding, path: tuple[Step, ...]) -> str:
    return binding.text(_encoded(sql_path(path)))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _number(text: str) -> float:
    return JsonValue("number", text.encode()).number()


def _show(value: str, *, quoted: bool) -> str:
    return f"“{value}”" if quoted or not json_value.is_number(value) else value
