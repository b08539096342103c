"""What the mark at the beginning of a row stands for: the person's bookmark, and notes of the capture."""

from __future__ import annotations

import html

from PySide6.QtCore import QCoreApplication

from inspector.ui.frame_look import RowLook
from inspector.ui.frame_rows import FrameSource
from inspector.ui.notes_text import note_sentence
from inspector.ui.visible_text import visible

_MOST_NOTES = 5


def tip_with_marks(tip: str, look: RowLook, source: FrameSource) -> str:
    """Add to a cell's tooltip what the row's marks stand for; what somebody wrote is no rich text."""
    lines = _mark_lines(look, source)
    if not lines:
        return tip
    text = html.escape("\n".join(line for line in (tip, *lines) if line))
    return f"<p style='white-space:pre-wrap'>{text}</p>"


def _mark_lines(look: RowLook, source: FrameSource) -> list[str]:
    frame = look.summary
    if frame is None:
        return []
    lines = []
    bookmark = source.bookmarks.of(frame.id) if look.bookmarked else None
    if bookmark is not None:
        lines.append(
            _tr("Bookmark: {0}").format(visible(bookmark.text)) if bookmark.text else _tr("Bookmark")
        )
    if frame.flagged:
        lines += [note_sentence(note) for note in source.notes(frame_id=frame.id)[:_MOST_NOTES]]
    return lines


def _tr(text: str) -> str:
    return QCoreApplication.translate("RowTips", text)
