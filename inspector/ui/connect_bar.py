"""The top of the window: the URL, its options, and the one button that follows the connection's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from inspector.session.events import State
from inspector.session.options import ConnectOptions, SocketIoOptions
from inspector.ui import icons
from inspector.ui.badge_button import BadgeButton
from inspector.ui.history import UrlHistory
from inspector.ui.labels import PlainLabel, WrappedLabel, set_role
from inspector.ui.layouts import column, measure_always, row
from inspector.ui.options.check import check_options
from inspector.ui.options.draft import OptionsDraft
from inspector.ui.options.store import OptionsStore
from inspector.ui.options.summary import changed_options
from inspector.ui.segments import Segments
from inspector.ui.url_field import UrlField

if TYPE_CHECKING:
    from inspector.ui.options.dialog import OptionsDialog

UrlCheck = Callable[[ConnectOptions], str]
"""Gives one sentence on what is wrong with the URL for these options, or an empty string."""


class ConnectBar(QWidget):
    """Says where to connect and how; emits what the person wants."""

    connectRequested = Signal(object)
    """`ConnectOptions` for the URL in the field."""
    disconnectRequested = Signal()
    cancelRequested = Signal()
    """Give up connecting, waiting for the next attempt, or waiting for the closing handshake."""
    refused = Signal()
    """The person asked for a connection that cannot be tried; the bar says why."""

    def __init__(
        self, history: UrlHistory, store: OptionsStore, url_problem: UrlCheck, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._history = history
        self._store = store
        self._url_problem = url_problem
        self._state = State.CLOSED
        self._waiting = False
        self._draft = store.draft("")
        self._last_kind = self._kind_is_new = False
        """Whether Socket.IO was chosen or used last; and whether it was chosen for what is being typed."""
        self._dialog: OptionsDialog | None = None
        self.url = UrlField(history)
        self.button = QPushButton()
        self.kind = Segments(
            [
                (self.tr("WebSocket"), self.tr("Connect to a WebSocket server")),
                (self.tr("Socket.IO"), self.tr("Connect to a Socket.IO server: events, namespaces, acks")),
            ]
        )
        self.options_button = BadgeButton(self.tr("Options"))
        self.unverified = QPushButton(self.tr("TLS not verified"))
        self.problem = WrappedLabel(role="error")
        self.countdown = PlainLabel(role="hint")
        self._make_actions()
        self._lay_out()
        self._connect_signals()
        self._show_draft()
        measure_always(self.button, self._fit_button)

    def _make_actions(self) -> None:
        self.connect_action = self._action(self.tr("Connect"), "Ctrl+Shift+Return", self.press)
        self.focus_action = self._action(self.tr("Edit the URL"), "Ctrl+L", self.focus_url)
        self.options_action = self._action(self.tr("Connection options…"), "Ctrl+Shift+O", self.open_options)
        self.clear_action = self._action(self.tr("Clear the URL history"), "", self._history.clear)

    def _action(self, text: str, shortcut: str, slot: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(shortcut))
        action.triggered.connect(lambda: slot())
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        self.url.setAccessibleName(self.tr("URL"))
        self.url.setToolTip(self.tr("Where to connect (Ctrl+L). Delete removes an entry of the list."))
        self.options_button.setIcon(icons.icon("options"))
        set_role(self.unverified, "warning")
        self.unverified.setIcon(icons.icon("warning"))
        self.unverified.setToolTip(
            self.tr("The server's certificate is not checked: anyone on the way can read and change this.")
        )
        self.unverified.setAccessibleName(self.tr("TLS is not verified; open the TLS options"))
        self.countdown.hide()
        self.problem.hide()
        set_role(self.button, "primary")
        right = (self.countdown, self.unverified, self.kind, self.options_button, self.button)
        line = row(self.url, *right, gap=2)
        line.setStretch(0, 1)
        self.setLayout(column(line, self.problem, gap=1, margins=(2, 2, 2, 2)))

    def _fit_button(self) -> None:
        """Keep the button as wide as its widest word, so that nothing moves with the state.

        It never gives way again: words are bold in some states, and each state is measured when it comes.
        """
        words = (self.tr("Connect"), self.tr("Disconnect"), self.tr("Cancel"), self.tr("Abort"))
        widths = []
        for word in words:
            self.button.setText(word)
            widths.append(self.button.sizeHint().width())
        self.button.setMinimumWidth(max(self.button.minimumWidth(), *widths))
        self._show_state()

    def _connect_signals(self) -> None:
        self.url.submitted.connect(self._submit)
        self.kind.chosen.connect(self._choose_kind)
        self.url.edited.connect(self._url_edited)
        self.button.clicked.connect(self.press)
        self.options_button.clicked.connect(lambda: self.open_options())
        self.unverified.clicked.connect(lambda: self.open_options("tls"))

    @property
    def draft(self) -> OptionsDraft:
        """The options that belong to the URL in the field."""
        return self._draft

    def set_url(self, url: str) -> None:
        """Put a URL into the field."""
        self.url.setEditText(url)
        self.url.line.setCursorPosition(0)  # of a long one, the host is what tells most

    def set_socketio(self, socketio: bool) -> None:
        """Say what kind of server is at the URL; that is remembered with it."""
        options = self._draft.options
        if (options.socketio is not None) == socketio:
            return
        changed = replace(options, socketio=SocketIoOptions() if socketio else None)
        self._draft = replace(self._draft, options=changed)
        self._store.remember(self._draft)
        self._show_draft()
        if not self.problem.isHidden():
            self._show_problem(self._problem_with(self.url.currentText().strip()))

    def _choose_kind(self, index: int) -> None:
        self._last_kind, self._kind_is_new = index == 1, True
        self.set_socketio(index == 1)

    def focus_url(self) -> None:
        """Put the cursor into the URL, all of it selected."""
        self.url.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.url.line.selectAll()

    def set_state(self, state: State) -> None:
        """Follow the connection's state; this ends a countdown."""
        self._state = state
        self._waiting = False
        self._show_problem("")
        self._show_state()

    def show_countdown(self, attempt: int, seconds: float) -> None:
        """Say when the next attempt starts, until the state changes."""
        self._waiting = True
        whole = max(0, round(seconds))
        self.countdown.setText(self.tr("Attempt {0} in {1} s").format(attempt, whole))
        self._show_state()

    def press(self) -> None:
        """Do what the button says."""
        if self._waiting or self._state in (State.CONNECTING, State.CLOSING):
            self.cancelRequested.emit()
        elif self._state is State.OPEN:
            self.disconnectRequested.emit()
        else:
            self._connect()

    def _submit(self) -> None:
        if self._state is State.CLOSED:
            self._connect()
        else:
            self._show_problem(self.tr("This connection is still {0}: disconnect first.").format(self._state))

    def _connect(self) -> None:
        url = self.url.currentText().strip()
        sentence = self._problem_with(url)
        self._show_problem(sentence)
        if sentence:
            self.url.setFocus()
            self.refused.emit()
            return
        self._last_kind, self._kind_is_new = self._draft.options.socketio is not None, False
        self._store.bind_unaddressed(url)
        self._history.add(url)
        self.connectRequested.emit(replace(self._draft.options, url=url))

    def _problem_with(self, url: str) -> str:
        if not url:
            return self.tr("Type a URL that begins with ws:// or wss://.")
        sentence = self._url_problem(replace(self._draft.options, url=url))
        if sentence:
            return sentence
        problems = check_options(self._draft.options)
        return self.tr("Options: {0}").format(problems[0].sentence) if problems else ""

    def _url_edited(self, text: str) -> None:
        url = text.strip()
        self._draft = self._store.draft(url)
        # `io()` takes http://, which tells nobody of WebSocket; the person has said, or does, which it is.
        if (self._kind_is_new or url.startswith(("http://", "https://"))) and not self._store.knows(url):
            options = replace(self._draft.options, socketio=SocketIoOptions() if self._last_kind else None)
            self._draft = replace(self._draft, options=options)
        self._show_draft()
        if not self.problem.isHidden():
            # Said once, the sentence follows what is typed; nobody is corrected before asking to connect.
            self._show_problem(self._problem_with(text.strip()))

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.url.setAccessibleDescription(sentence)
        self.url.setProperty("invalid", bool(sentence))
        self.url.style().unpolish(self.url)
        self.url.style().polish(self.url)

    def _show_draft(self) -> None:
        options = self._draft.options
        changed = changed_options(options)
        self.options_button.set_count(len(changed))
        shortcut = self.options_action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        lines = [self.tr("Connection options ({0})").format(shortcut)]
        lines += [self.tr("Changed: {0}").format(", ".join(changed))] if changed else []
        self.options_button.setToolTip("\n".join(lines))
        self.options_button.setAccessibleName(", ".join(lines))
        self.unverified.setVisible(not options.tls.verify)
        self.kind.set_current(0 if options.socketio is None else 1)

    def _show_state(self) -> None:
        word, sentence = {
            State.CONNECTING: (self.tr("Cancel"), self.tr("Cancel connecting")),
            State.OPEN: (self.tr("Disconnect"), self.tr("Disconnect")),
            State.CLOSING: (self.tr("Abort"), self.tr("Abort the closing handshake")),
            State.CLOSED: (self.tr("Connect"), self.tr("Connect")),
        }[State.CONNECTING if self._waiting else self._state]
        self.button.setText(word)
        self.connect_action.setText(sentence)
        shortcut = self.connect_action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.button.setToolTip(f"{sentence} ({shortcut})")
        connects = self._state is State.CLOSED and not self._waiting
        set_role(self.button, "primary" if connects else "")
        self.countdown.setVisible(self._waiting)

    def open_options(self, page: str = "") -> None:
        """Open the options of this URL, without blocking; a second call brings them to the front."""
        if self._dialog is None:
            from inspector.ui.options.dialog import OptionsDialog  # not needed by the first window

            self._dialog = OptionsDialog(self._draft, self.window())
            self._dialog.draftAccepted.connect(self._options_accepted)
            self._dialog.finished.connect(self._options_closed)
        self._dialog.show_page(page)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _options_accepted(self, draft: OptionsDraft) -> None:
        self._store.remember(draft)
        self._url_edited(self.url.currentText())

    def _options_closed(self) -> None:
        self._dialog = None
