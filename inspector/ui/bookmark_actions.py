"""Bookmarks on frames and their notes: four actions, and the editor beside the row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QAbstractItemView

from inspector.capture.bookmarks import Bookmark
from inspector.capture.records import CaptureError
from inspector.capture.store import Capture
from inspector.ui.actions import made_action
from inspector.ui.bookmark_editor import BookmarkEditor
from inspector.ui.notices import Notice, Severity

Tell = Callable[[Notice, Callable[[], None]], None]
"""Shows a notice, and what its button does."""


class BookmarkActions(QObject):
    """Acts on the frame that `current_id` gives; 0 is none."""

    changed = Signal(int)
    """A frame's bookmark has come, gone or been rewritten."""
    frameRequested = Signal(int)
    """A frame with a bookmark is to be shown."""

    def __init__(
        self,
        table: QAbstractItemView,
        capture: Callable[[], Capture],
        current_id: Callable[[], int],
        tell: Tell,
    ) -> None:
        super().__init__(table)
        self._table = table
        self._capture = capture
        self._current_id = current_id
        self._tell = tell
        self.editor = BookmarkEditor(table)
        self.editor.saved.connect(self._set)
        self.editor.removed.connect(self._remove)
        self._make_actions()

    def _make_actions(self) -> None:
        self.toggle_action = made_action(
            self, self.tr("Set or remove a bookmark"), "Ctrl+B", self.toggle, icon="pin"
        )
        self.edit_action = made_action(
            self, self.tr("Note on the frame…"), "Ctrl+Shift+B", self.edit, icon="text"
        )
        self.next_action = made_action(
            self, self.tr("Next bookmark"), "F2", lambda: self.go(1), icon="chevron-down"
        )
        self.previous_action = made_action(
            self, self.tr("Previous bookmark"), "Shift+F2", lambda: self.go(-1), icon="chevron-up"
        )
        self.actions_of_bookmarks = [
            self.toggle_action,
            self.edit_action,
            self.next_action,
            self.previous_action,
        ]

    def toggle(self) -> None:
        """Set a bookmark on the current frame, or remove it."""
        frame_id = self._current_id()
        if not frame_id:
            self._say(self.tr("Select a frame to bookmark it."))
        elif self._capture().bookmarks.of(frame_id) is None:
            self._set(frame_id, "")
        else:
            self._remove(frame_id)

    def edit(self) -> None:
        """Edit the note on the current frame."""
        frame_id = self._current_id()
        if not frame_id:
            self._say(self.tr("Select a frame to write a note on it."))
            return
        capture = self._capture()
        known = capture.bookmarks.of(frame_id)
        if known is None and capture.read_only:
            told = self.tr(
                "This capture is open for reading only, and takes no notes: save a copy and open that."
            )
            self._say(told, Severity.WARNING)
            return
        self.editor.open(
            frame_id,
            known.text if known is not None else "",
            bookmarked=known is not None,
            beside=self._table.visualRect(self._table.currentIndex()),
        )

    def go(self, step: int) -> None:
        """Show the next bookmark (1) or the previous one (-1); from the last one to the first."""
        capture = self._capture()
        found = self._beside(self._current_id(), step)
        if found is None:
            found = self._beside(0 if step > 0 else capture.last_id + 1, step)
        if found is None:
            self._say(self.tr("There are no bookmarks yet: Ctrl+B sets one on the selected frame."))
        else:
            self.frameRequested.emit(found)

    def _beside(self, frame_id: int, step: int) -> int | None:
        """Find the next bookmark that is not on a cleared frame."""
        capture = self._capture()
        hidden = capture.cleared.through
        found = capture.bookmarks.beside(max(frame_id, hidden) if step > 0 else frame_id, step)
        return found if found is not None and found > hidden else None

    def _set(self, frame_id: int, text: str) -> None:
        self._change(frame_id, lambda: self._capture().bookmarks.set(frame_id, text))

    def _remove(self, frame_id: int) -> None:
        known = self._capture().bookmarks.of(frame_id)
        removed = self._change(frame_id, lambda: self._capture().bookmarks.remove(frame_id))
        if removed and known is not None and known.text:
            self._offer_back(known)

    def _offer_back(self, bookmark: Bookmark) -> None:
        what = self.tr("The bookmark on frame {0} and its note were removed.")
        notice = Notice(
            what.format(QLocale().toString(bookmark.frame_id)),
            bookmark.text,
            severity=Severity.NOTICE,
            action=self.tr("Undo"),
        )
        self._tell(notice, lambda: self._bring_back(bookmark))

    def _bring_back(self, bookmark: Bookmark) -> None:
        self._set(bookmark.frame_id, bookmark.text)
        told = self.tr("The bookmark on frame {0} is back.").format(QLocale().toString(bookmark.frame_id))
        self._say(told)

    def _change(self, frame_id: int, change: Callable[[], None]) -> bool:
        try:
            change()
        except CaptureError as error:
            self._say(str(error), Severity.WARNING)
            return False
        self.changed.emit(frame_id)
        return True

    def _say(self, sentence: str, severity: Severity = Severity.NOTICE) -> None:
        self._tell(Notice(sentence, severity=severity), lambda: None)
