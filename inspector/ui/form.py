"""A page of fields: label left, editor right, below it a word on it or what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from inspector.ui.labels import PlainLabel, WrappedLabel, set_role
from inspector.ui.layouts import GRID, ROW


class Field:
    """One field of a form; its note gives way to a problem."""

    def __init__(self, editor: QWidget, note: str, note_label: WrappedLabel) -> None:
        self.editor = editor
        self.note = note
        self.note_role = "hint"
        self.note_label = note_label
        self.set_problem("")

    def set_problem(self, sentence: str) -> None:
        """Say what is wrong in place of the note; an empty sentence brings the note back."""
        text = sentence or self.note
        self.note_label.setText(text)
        self.note_label.setVisible(bool(text))
        set_role(self.note_label, "error" if sentence else self.note_role)
        self.editor.setAccessibleDescription(text)


class FormPage(QScrollArea):
    """A page that scrolls when it does not fit; says when anything in it changes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setObjectName("formPage")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        self._grid.setHorizontalSpacing(4 * GRID)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self.setWidget(content)

    def add_heading(self, text: str, note: str = "") -> None:
        """Begin a group of fields."""
        line = self._grid.rowCount()
        if self.fields:
            self._grid.setRowMinimumHeight(line, 2 * GRID)
            line += 1
        self._grid.addWidget(PlainLabel(text, "title"), line, 0, 1, 2)
        self._grid.setRowMinimumHeight(line, ROW)
        if note:
            self._grid.addWidget(WrappedLabel(note, "hint"), line + 1, 0, 1, 2)

    def add_field(self, name: str, label: str, editor: QWidget, note: str = "") -> Field:
        """Add a labelled editor; `name` is the field's in `ConnectOptions`."""
        line = self._grid.rowCount()
        caption = PlainLabel(label)
        caption.setBuddy(editor)
        self._name(editor, label.rstrip(":"))
        self._grid.addWidget(caption, line, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(editor, line, 1)
        return self._with_note(name, editor, note, line + 1, 1)

    def add_wide(self, name: str, accessible_name: str, editor: QWidget, note: str = "") -> Field:
        """Add an editor over the whole width, such as a table or a check box."""
        line = self._grid.rowCount()
        self._name(editor, accessible_name)
        self._grid.addWidget(editor, line, 0, 1, 2)
        return self._with_note(name, editor, note, line + 1, 0)

    def end(self, stretching: bool = True) -> None:
        """Push the fields to the top; not where a table takes the height."""
        if stretching:
            self._grid.setRowStretch(self._grid.rowCount(), 1)

    def stretch_last_wide(self) -> None:
        """Let the editor that was added last take the height that is left."""
        self._grid.setRowStretch(self._grid.rowCount() - 2, 1)

    @staticmethod
    def _name(editor: QWidget, name: str) -> None:
        if not editor.accessibleName():
            editor.setAccessibleName(name)

    def _with_note(self, name: str, editor: QWidget, note: str, line: int, first_column: int) -> Field:
        label = WrappedLabel()
        self._grid.addWidget(label, line, first_column, 1, 2 - first_column)
        field = Field(editor, note, label)
        self.fields[name] = field
        return field
