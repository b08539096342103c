"""The pane that emits a Socket.IO event: namespace, name, arguments, and whether an ack is wanted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from inspector.ui import icons
from inspector.ui.emit_argument import Argument, Kind
from inspector.ui.emit_asked import AskedBar
from inspector.ui.emit_row import ArgumentRow
from inspector.ui.intentions import AnswerAck, Emit, Intention, JoinNamespace, LeaveNamespace
from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import characters_wide, column, row
from inspector.ui.value_editors import SecondsEdit

if TYPE_CHECKING:
    from inspector.session.socketio.asked import Ask

_MAIN = "/"
_EVENT = "message"
_TIMEOUT = 10.0


class EmitPane(QWidget):
    """Makes one event; any number of arguments, none too."""

    changed = Signal()
    intended = Signal(object)
    """To join or to leave the namespace, which is not what Send does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.namespace = QComboBox()
        self.join_button = QPushButton()
        self.event_name = QComboBox()
        self.auth = QLineEdit()
        self.ack = QCheckBox(self.tr("Ask for an ack"))
        self.timeout = SecondsEdit(self.tr("Wait forever"))
        self.add_button = QPushButton(icons.icon("plus"), self.tr("Argument"))
        self.asked = AskedBar()
        self.rows: list[ArgumentRow] = []
        self._joined: list[str] = []
        self._waiting: list[str] = []
        self._lay_out()
        self.inputs: tuple[QWidget, ...] = (self.event_name,)
        self.auth.textChanged.connect(self.changed)
        self.setFocusProxy(self.event_name)
        self.namespace.editTextChanged.connect(self._follow)
        self.event_name.editTextChanged.connect(self.changed)
        self.ack.toggled.connect(self._follow)
        self.timeout.valueChanged.connect(self.changed)
        self.add_button.clicked.connect(lambda: self.add_argument().focus())
        self.join_button.clicked.connect(self._join_or_leave)
        self.asked.answered.connect(self._answer)
        self.changed.connect(lambda: self.asked.follow(self._namespace(), ready=not self._argument_problem()))
        self.begin(has_auth=True, timeout=_TIMEOUT)
        self.set_namespaces([])
        self.add_argument()

    def _lay_out(self) -> None:
        for combo, name, tip, width in (
            (self.namespace, self.tr("Namespace"), self.tr("Joined namespaces, or one to join"), 8),
            (
                self.event_name,
                self.tr("Event"),
                self.tr("The event's name; those seen so far are listed"),
                9,
            ),
        ):
            combo.setEditable(True)
            combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            combo.setAccessibleName(name)
            combo.setToolTip(tip)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(width)
            combo.setMinimumWidth(characters_wide(combo, width))
        self.event_name.setEditText(_EVENT)
        self.ack.setToolTip(self.tr("The server is to answer this event; the time until then is shown"))
        self.timeout.setToolTip(self.tr("How long to wait for the ack"))
        self.add_button.setToolTip(self.tr("Add an argument"))
        self.auth.setAccessibleName(self.tr("Auth"))
        self.auth.setToolTip(self.tr("What CONNECT carries; empty takes that of the options"))
        self._event_label = PlainLabel(self.tr("Event"))
        namespace = PlainLabel(self.tr("Namespace"))
        first = row(
            namespace, self.namespace, self.join_button, self._event_label, self.event_name, self.auth, gap=1
        )
        for place, share in ((1, 2), (4, 5), (5, 5)):
            first.setStretch(place, share)
        self._arguments = column(gap=1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(_with_layout(column(self._arguments, None)))
        last = row(self.add_button, None, self.ack, self.timeout, gap=2)
        layout = column(first, scroll, self.asked, last, gap=1)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    # What the window tells.

    def begin(self, *, has_auth: bool, timeout: float | None) -> None:
        """Begin with another connection; Socket.IO 2 has no auth. The timeout is in seconds."""
        self.timeout.set_seconds(timeout)
        self._joined = self._waiting = []
        self.asked.set_asked([])
        self.namespace.setEditText(_MAIN)
        self.auth.setEnabled(has_auth)
        placeholder = self.tr("auth as JSON, such as {0}").format('{"token": "…"}')
        if not has_auth:
            self.auth.clear()
            placeholder = self.tr("none in Socket.IO 2; {0} is possible").format("/admin?token=…")
        self.auth.setPlaceholderText(placeholder)

    def set_namespaces(self, joined: Sequence[str], waiting: Sequence[str] = ()) -> None:
        """Offer the namespaces that are joined; the first is chosen where nobody chose another.

        Those `waiting` were asked for and are not answered.
        """
        typed = self.namespace.currentText() or _MAIN
        if joined and not self._joined and typed == _MAIN and _MAIN not in joined:
            typed = joined[0]
        self._joined, self._waiting = list(joined), list(waiting)
        with QSignalBlocker(self.namespace):
            self.namespace.clear()
            self.namespace.addItems([*self._joined, *self._waiting] or [_MAIN])
            self.namespace.setEditText(typed)
        self._follow()

    def set_events(self, names: Sequence[str]) -> None:
        """Offer the names of events seen so far."""
        typed = self.event_name.currentText()
        with QSignalBlocker(self.event_name):
            self.event_name.clear()
            self.event_name.addItems(list(names))
            self.event_name.setEditText(typed)

    # What the person does.

    def add_argument(self, argument: Argument | None = None) -> ArgumentRow:
        """Add an argument below the others."""
        one = ArgumentRow()
        if argument is not None:
            one.show_argument(argument)
        one.changed.connect(self.changed)
        one.removed.connect(lambda: self._remove(one))
        self.rows.append(one)
        self._arguments.addWidget(one)
        self.changed.emit()
        return one

    def _remove(self, one: ArgumentRow) -> None:
        self.rows.remove(one)
        self._arguments.removeWidget(one)
        one.deleteLater()
        self.changed.emit()

    def _answer(self, ask: Ask) -> None:
        self.intended.emit(AnswerAck(ask.namespace, ask.ack_id, tuple(one.argument for one in self.rows)))

    def _join_or_leave(self) -> None:
        name = self._namespace()
        if name in self._joined or name in self._waiting:
            self.intended.emit(LeaveNamespace(name))
        else:
            self.intended.emit(JoinNamespace(self._asked(), self.auth.text().strip()))

    def _follow(self) -> None:
        joined = self._namespace() in self._joined
        waiting = self._namespace() in self._waiting
        words = (self.tr("Join"), self.tr("Send CONNECT for it"))
        if joined:
            words = (self.tr("Leave"), self.tr("Send DISCONNECT for this namespace"))
        elif waiting:
            words = (self.tr("Give up"), self.tr("CONNECT is not answered yet: wait for it no longer"))
        self.join_button.setText(words[0])
        self.join_button.setToolTip(words[1])
        self.timeout.setVisible(self.ack.isChecked())
        asks = bool(self._joined) and not joined and not waiting
        self.auth.setVisible(asks)
        self.event_name.setVisible(not asks)
        self._event_label.setText(self.tr("Auth") if asks else self.tr("Event"))
        self.changed.emit()

    def _asked(self) -> str:
        """Give what is typed; with Socket.IO 2 a query may follow the name."""
        name = self.namespace.currentText().strip() or _MAIN
        return name if name.startswith("/") else f"/{name}"

    def _namespace(self) -> str:
        return self._asked().partition("?")[0]

    # What the composer asks.

    def draft(self) -> str:
        """Give the event as JSON, so that the history can bring it back."""
        made = {
            "event": self.event_name.currentText(),
            "namespace": self._namespace(),
            "arguments": [[one.argument.kind, one.argument.text] for one in self.rows],
            "ack": self.ack.isChecked(),
            "timeout": self.timeout.seconds(),
        }
        return json.dumps(made, ensure_ascii=False)

    def set_draft(self, draft: str) -> None:
        """Show an event from the history."""
        try:
            made = json.loads(draft)
            arguments = [Argument(Kind(kind), str(text)) for kind, text in made["arguments"]]
            event, namespace, ack = str(made["event"]), str(made["namespace"]), bool(made["ack"])
            timeout = made.get("timeout", self.timeout.seconds())
            timeout = None if timeout is None else float(timeout)
        except (ValueError, KeyError, TypeError):
            return  # settings that somebody edited
        for one in list(self.rows):
            self._remove(one)
        for argument in arguments:
            self.add_argument(argument)
        self.event_name.setEditText(event)
        self.namespace.setEditText(namespace)
        self.ack.setChecked(ack)
        self.timeout.set_seconds(timeout)

    def settle(self) -> None:
        """Look at the files again: they may have gone since."""
        self.changed.emit()

    @property
    def problem(self) -> str:
        """Why this cannot be sent; empty when it can."""
        if not self.event_name.currentText():
            return self.tr("Type the event's name.")
        if self._namespace() in self._waiting:
            return self.tr("The server has not answered CONNECT to {0} yet.").format(self._namespace())
        if self._joined and self._namespace() not in self._joined:
            return self.tr("Join {0} first.").format(self._namespace())
        return self._argument_problem()

    def _argument_problem(self) -> str:
        for number, one in enumerate(self.rows, 1):
            if problem := one.argument.problem:
                return self.tr("Argument {0}: {1}").format(number, problem)
        return ""

    @property
    def begun(self) -> bool:
        """The person has typed something; the event's name stands there at first."""
        return any(one.argument.text for one in self.rows)

    @property
    def summary(self) -> str:
        """The fields say it."""
        return ""

    def intention(self) -> Intention:
        """Say what sending means; only without a problem."""
        return Emit(
            self.event_name.currentText(),
            tuple(one.argument for one in self.rows),
            self._namespace(),
            self.ack.isChecked(),
            self.timeout.seconds(),
        )


def _with_layout(layout: QLayout) -> QWidget:
    widget = QWidget()
    widget.setLayout(layout)
    return widget
