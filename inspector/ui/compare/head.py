"""What stands above the two sides: which messages they are, and how they are compared."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QToolButton, QWidget

from inspector.payloads.difference import Form
from inspector.ui.actions import made_action
from inspector.ui.compare.shown import Shown
from inspector.ui.compare.words import form_name
from inspector.ui.labels import ElidedLabel, PlainLabel
from inspector.ui.layouts import column, row


class CompareActions(QWidget):
    """A row of buttons; each stands for an action with a shortcut."""

    formChosen = Signal(object)
    foldToggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.forms: dict[Form, QAction] = {}
        group = QActionGroup(self)
        for number, form in enumerate(Form, 1):
            tip = self.tr("Compare as {0}").format(form_name(form))
            action = made_action(self, form_name(form), f"Ctrl+{number}", lambda: None, tip=tip)
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False, form=form: self.formChosen.emit(form))
            group.addAction(action)
            self.forms[form] = action
        nothing = lambda: None  # noqa: E731 — the window connects them
        self.previous = made_action(
            self, self.tr("Previous difference"), "Alt+Up", nothing, icon="chevron-up"
        )
        self.next = made_action(self, self.tr("Next difference"), "Alt+Down", nothing, icon="chevron-down")
        self.swap = made_action(self, self.tr("Swap the sides"), "Alt+S", nothing, icon="repeat")
        self.fold = made_action(
            self, self.tr("Fold lines that are the same"), "Alt+F", nothing, icon="filter"
        )
        self.fold.setCheckable(True)
        self.fold.setChecked(True)
        self.fold.toggled.connect(self.foldToggled)
        self.copy = made_action(
            self, self.tr("Copy all as one text"), "Ctrl+Shift+C", nothing, icon="copy",
            tip=self.tr("Copy all that is shown as one text, with − for the left and + for the right"),
        )  # fmt: skip
        self.place = PlainLabel(role="hint")
        self._lay_out()

    def all(self) -> list[QAction]:
        """Give every action."""
        return [*self.forms.values(), self.previous, self.next, self.swap, self.fold, self.copy]

    def show_form(self, form: Form) -> None:
        """Mark the form in which the payloads are compared."""
        self.forms[form].setChecked(True)

    def _lay_out(self) -> None:
        forms = [self._button(action, words=True) for action in self.forms.values()]
        steps = [self._button(self.previous), self._button(self.next)]
        tools = [self._button(action) for action in (self.swap, self.fold, self.copy)]
        self.setLayout(row(*forms, None, self.place, *steps, *tools, gap=1, margins=(2, 1, 2, 1)))

    @staticmethod
    def _button(action: QAction, *, words: bool = False) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        style = Qt.ToolButtonStyle.ToolButtonTextOnly if words else Qt.ToolButtonStyle.ToolButtonIconOnly
        button.setToolButtonStyle(style)
        return button


class CompareTitles(QWidget):
    """The two messages, each above its side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.titles = (ElidedLabel(role="title"), ElidedLabel(role="title"))
        self.details = (ElidedLabel(role="hint"), ElidedLabel(role="hint"))
        sides = [
            column(title, detail, gap=0) for title, detail in zip(self.titles, self.details, strict=True)
        ]
        layout = row(*sides, gap=4, margins=(3, 2, 3, 1))
        for place in range(len(sides)):
            layout.setStretch(place, 1)
        self.setLayout(layout)

    def show_messages(self, left: Shown, right: Shown) -> None:
        """Name the messages."""
        for place, shown in enumerate((left, right)):
            self.titles[place].setText(shown.title)
            self.details[place].setText(shown.detail)
