"""Notes of a capture in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from inspector.capture.records import NoteRecord
from inspector.ui.visible_text import visible

KIND_ICONS = {
    "violation": "error",
    "check": "warning",
    "error": "error",
    "reconnect": "repeat",
    "state": "info",
    "capture": "capture",
}
"""The icon of each kind of note; others are `info`."""


def kind_name(kind: str) -> str:
    """Name a kind of note for the person."""
    names = {
        "violation": _tr("violation"),
        "check": _tr("check"),
        "error": _tr("error"),
        "reconnect": _tr("reconnect"),
        "state": _tr("state"),
        "capture": _tr("capture"),
    }
    return names.get(kind) or visible(kind)


def note_sentence(note: NoteRecord) -> str:
    """Give a note's sentence and the section it is judged by, safe to show."""
    text = visible(note.text)
    return f"{text} ({visible(note.section)})" if note.section else text


def _tr(text: str) -> str:
    return QCoreApplication.translate("NotesText", text)
