"""The pane for messages that are typed: text, JSON, hex or base64, with their fragments."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from inspector.ui.composer_modes import Mode, read_draft, read_segments, utf8_problem
from inspector.ui.draft_editor import DraftEditor
from inspector.ui.fragments import MARKER, EqualParts, Parts
from inspector.ui.intentions import Intention, SendBinary, SendFragments, SendText
from inspector.ui.json_check import TextProblem, compact_json, format_json
from inspector.ui.layouts import column
from inspector.ui.pasted_block import LONG_DRAFT, PastedBlock
from inspector.ui.sizes import exact_bytes
from inspector.ui.theme import current_theme

if TYPE_CHECKING:
    from inspector.ui.fragment_panel import FragmentPanel

_CHECKED_AT_ONCE = 32_768
_CHECK_DELAY_MS = 150
_LONGEST_LAID_OUT = 512 * 1024


class TypedPane(QWidget):
    """Holds one draft; says what is wrong with it and what sending it would mean."""

    changed = Signal()

    def __init__(self, mode: Mode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mode = mode
        self.as_text = mode in (Mode.TEXT, Mode.JSON)
        self.editor = DraftEditor()
        self._block: PastedBlock | None = None
        self._long: str | None = None
        self._draft = ""
        self._payload: bytes | TextProblem = b""
        self._parts: Parts | None = None
        self._problem = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CHECK_DELAY_MS)
        self._timer.timeout.connect(self.check)
        self._layout = column(self.editor, gap=1)
        self._layout.setStretch(0, 1)
        self.setLayout(self._layout)
        self.setFocusProxy(self.editor)
        self.editor.textChanged.connect(self._text_changed)
        self.editor.leave_long()
        self.editor.longPasted.connect(self.hold)
        self.inputs = (self.editor,)
        self._name_editor()
        self.check()
        current_theme().changed.connect(self.check)

    def _name_editor(self) -> None:
        names = {
            Mode.TEXT: (self.tr("Text message"), self.tr("Type a text message")),
            Mode.JSON: (self.tr("JSON message"), self.tr('{"type": "hello"}')),
            Mode.HEX: (self.tr("Message as hex"), self.tr("48 65 6c 6c 6f")),
            Mode.BASE64: (self.tr("Message as base64"), self.tr("SGVsbG8=")),
        }
        name, example = names[self.mode]
        self.editor.setAccessibleName(name)
        self.editor.setPlaceholderText(example)

    def set_mode(self, mode: Mode) -> None:
        """Read the same draft another way: text as JSON and back."""
        if mode is not self.mode:
            self.mode = mode
            self._name_editor()
            self.check()

    def set_as_text(self, as_text: bool) -> None:
        """Send as a text or as a binary message."""
        self.as_text = as_text
        self.check()

    def set_fragmented(self, fragmented: bool) -> None:
        """Send in fragments, and show them."""
        if fragmented or self._has_panel:
            self.fragments.setVisible(fragmented)
        self.check()

    @property
    def fragmented(self) -> bool:
        """The message goes out in fragments."""
        return self._has_panel and not self.fragments.isHidden()

    @property
    def _has_panel(self) -> bool:
        return "fragments" in self.__dict__

    @cached_property
    def fragments(self) -> FragmentPanel:
        """The frames that the message becomes, made when they are first asked for."""
        from inspector.ui.fragment_panel import FragmentPanel

        panel = FragmentPanel()
        panel.hide()
        panel.changed.connect(self.check)
        panel.markerRequested.connect(self.insert_marker)
        self._layout.addWidget(panel)
        return panel

    def draft(self) -> str:
        """Give what is typed, or the long text that is held in its place."""
        return self.editor.draft() if self._long is None else self._long

    def set_draft(self, draft: str) -> None:
        """Replace what is typed; undo brings it back."""
        if len(draft) > LONG_DRAFT:
            self.hold(draft)
        else:
            self.release()
            self.editor.replace_draft(draft)

    @property
    def block(self) -> PastedBlock:
        """What stands in the editor's place for a long text, made when it is first needed."""
        if self._block is None:
            self._block = PastedBlock()
            self._block.removeRequested.connect(self.release)
            self._block.editRequested.connect(self._edit_long)
            self._block.addActions(self.editor.actions())
            self._layout.insertWidget(1, self._block, 1)
        return self._block

    def hold(self, text: str) -> None:
        """Take a text that is too long to be edited without a wait; what was typed waits below it."""
        self._long = text
        self.block.show_text(text)
        self._swap(self.block, self.editor)

    def release(self) -> None:
        """Let the held text go, and show again what was typed before it."""
        if self._long is not None:
            self._long = None
            self._swap(self.editor, self.block)

    def _edit_long(self) -> None:
        text, self._long = self._long or "", None
        self.editor.replace_draft(text)
        self._swap(self.editor, self.block)

    def _swap(self, shown: QWidget, hidden: QWidget) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (focused is hidden or hidden.isAncestorOf(focused))
        shown.show()
        self.setFocusProxy(shown)
        if had_focus:
            shown.setFocus()
        hidden.hide()
        self.check()

    def insert_marker(self) -> None:
        """Cut the message at the cursor; a text that is only held has none."""
        if self._long is not None:
            return
        self.editor.insertPlainText(MARKER)
        self.editor.setFocus()

    def lay_out_json(self) -> None:
        """Spread valid JSON over lines."""
        self._rewrite(format_json(self._draft))

    def compact_json(self) -> None:
        """Put valid JSON on one line."""
        self._rewrite(compact_json(self._draft))

    def _rewrite(self, text: str) -> None:
        if text != self.draft():
            self.editor.replace_draft(text)

    @property
    def can_be_laid_out(self) -> bool:
        """The draft is JSON, and short enough for this not to be felt."""
        short = self._long is None and len(self._draft) <= _LONGEST_LAID_OUT
        return self.mode is Mode.JSON and not self.problem and short

    def _text_changed(self) -> None:
        if self.editor.document().characterCount() <= _CHECKED_AT_ONCE:
            self.check()
        else:
            self._timer.start()

    def settle(self) -> None:
        """Check at once what is still waiting to be checked."""
        if self._timer.isActive():
            self.check()

    def check(self) -> None:
        """Read the draft again and tell what came of it."""
        self._timer.stop()
        self._draft = self.draft()
        self._payload, self._parts = self._read(self._draft)
        if isinstance(self._payload, TextProblem):
            self._problem = self._payload.sentence
        else:
            self._problem = utf8_problem(self._payload) if self.as_text else ""
        if self._long is None:
            self.editor.mark(self.problem_offset if self._draft else None)
        if self.fragmented:
            self.fragments.show_parts(self.as_text, self._parts or [])
        self.changed.emit()

    def _read(self, draft: str) -> tuple[bytes | TextProblem, Parts | None]:
        if not self.fragmented:
            return read_draft(self.mode, draft), None
        if not self.fragments.at_markers:
            payload = read_draft(self.mode, draft)
            count = self.fragments.part_count
            return payload, None if isinstance(payload, TextProblem) else EqualParts(payload, count)
        parts = read_segments(self.mode, draft)
        return (parts, None) if isinstance(parts, TextProblem) else (b"".join(parts), parts)

    @property
    def problem(self) -> str:
        """Why the draft cannot be sent; empty when it can."""
        return self._problem

    @property
    def problem_offset(self) -> int | None:
        """Where the draft is wrong, in characters."""
        if self._long is not None:
            return None  # there is no cursor to put there
        return self._payload.offset if isinstance(self._payload, TextProblem) else None

    @property
    def summary(self) -> str:
        """What would be sent, in a few words."""
        if isinstance(self._payload, TextProblem):
            return ""
        words = exact_bytes(len(self._payload))
        if self._parts is not None:
            words = self.tr("{0} in frames: {1}").format(words, self.locale().toString(len(self._parts)))
        if MARKER in self._draft and not (self.fragmented and self.fragments.at_markers):
            return self.tr("{0}, the marker {1} sent as a character").format(words, MARKER)
        return words

    def intention(self) -> Intention:
        """Say what sending means; only without a problem."""
        payload = self.payload()
        if self._parts is not None:
            return SendFragments(self.as_text, list(self._parts))
        return SendText(payload.decode()) if self.as_text else SendBinary(payload)

    def payload(self) -> bytes:
        """Give the message's bytes; nothing while there is a problem."""
        return b"" if isinstance(self._payload, TextProblem) else self._payload
