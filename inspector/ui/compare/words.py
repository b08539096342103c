"""What the comparison says: counts, signs, and both sides as one text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.payloads.difference import Difference, Form, Kind, Line

SIGNS = {
    Kind.SAME: " ",
    Kind.CHANGED: "≠",
    Kind.ADDED: "+",
    Kind.REMOVED: "−",
    Kind.MOVED: "↕",
    Kind.FOLDED: "⋯",
}
"""Stands before a line, so that nobody has to tell colours apart."""


def summary(difference: Difference) -> str:
    """Say in one line whether and how much two payloads differ."""
    if difference.identical:
        return _tr("The same, byte for byte.")
    if difference.same:
        return _tr("The same JSON: only white space, the order of names or how numbers are written differ.")
    counts = difference.counts
    parts = [
        text.format(QLocale().toString(count))
        for count, text in (
            (counts.changed, _tr("{0} changed")),
            (counts.added, _tr("{0} added")),
            (counts.removed, _tr("{0} removed")),
            (counts.moved, _tr("{0} moved")),
        )
        if count
    ]
    total = _tr("1 difference") if counts.total == 1 else _tr("{0} differences")
    return f"{total.format(QLocale().toString(counts.total))}: {', '.join(parts)}"


def form_name(form: Form) -> str:
    """Name the form in which payloads are compared."""
    return {Form.JSON: _tr("JSON"), Form.TEXT: _tr("Text"), Form.HEX: _tr("Hex")}[form]


def folded_text(count: int) -> str:
    """Say how many lines are folded away."""
    return _tr("{0} lines are the same").format(QLocale().toString(count))


def unified_text(lines: Iterable[Line], titles: tuple[str, str] | None = None) -> str:
    """Write both sides as one text, as ``diff -u`` does: − for the left, + for the right."""
    written = [f"--- {titles[0]}", f"+++ {titles[1]}"] if titles else []
    waiting: list[str] = []
    for line in lines:
        if line.kind is Kind.CHANGED:
            # As in every such text, what is gone stands before what has come.
            if line.left is not None:
                written.append(f"-{line.left}")
            if line.right is not None:
                waiting.append(f"+{line.right}")
            continue
        written += waiting
        waiting = []
        if line.kind is Kind.FOLDED:
            written.append(f"@@ {folded_text(line.folded)} @@")
        elif line.left is not None and line.right is not None:
            written.append(f" {line.left}")
        else:
            written.append(f"+{line.right}" if line.left is None else f"-{line.left}")
    return "\n".join([*written, *waiting])


def side_text(lines: Iterable[Line], side: int) -> str:
    """Write what stands on one side: 0 the left one, 1 the right one."""
    texts = ((line.left, line.right)[side] for line in lines)
    return "\n".join(text for text in texts if text is not None)


def spoken_line(line: Line) -> str:
    """Say a line in words."""
    words = {
        Kind.SAME: _tr("Same: {0}"),
        Kind.CHANGED: _tr("Changed: {0}, now {1}"),
        Kind.ADDED: _tr("Added: {1}"),
        Kind.REMOVED: _tr("Removed: {0}"),
        Kind.MOVED: _tr("Moved: {0}{1}"),
        Kind.FOLDED: folded_text(line.folded),
    }
    left, right = (line.left or "").strip(), (line.right or "").strip()
    return words[line.kind].format(left, right)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)
