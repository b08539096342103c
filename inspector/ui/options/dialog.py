"""Everything that decides how a connection is opened and kept, in a dialog that does not block."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inspector.session.options import ConnectOptions
from inspector.ui import icons
from inspector.ui.first_size import take_first_size
from inspector.ui.labels import WrappedLabel
from inspector.ui.layouts import GRID, ICON, ITEM, column, row
from inspector.ui.options.check import Problem, check_options
from inspector.ui.options.draft import OptionsDraft
from inspector.ui.options.pages import AuthenticationPage, CompressionPage, HandshakePage
from inspector.ui.options.socketio_page import SocketIoPage
from inspector.ui.options.transport_pages import LimitsPage, NetworkPage, TlsPage
from inspector.ui.theme import current_theme

Index = QModelIndex | QPersistentModelIndex

_PAGE_OF_FIELD = {
    "headers": 0,
    "subprotocols": 0,
    "origin": 0,
    "basic_auth": 1,
    "bearer_token": 1,
    "tls": 4,
    "proxy": 5,
    "socketio": 6,
}
_WIDTH_STEPS, _HEIGHT_STEPS = 180, 130


Page = (
    HandshakePage | AuthenticationPage | CompressionPage | LimitsPage | TlsPage | NetworkPage | SocketIoPage
)


class _MarkAtTheEnd(QStyledItemDelegate):
    """Draws an item's icon behind its text, so that no text moves when one appears."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.decorationPosition = QStyleOptionViewItem.Position.Right
        option.decorationSize = QSize(ICON, ICON)


class OptionsDialog(QDialog):
    """Edits a draft of options; OK gives it back, once nothing in it is wrong."""

    draftAccepted = Signal(object)
    """The `OptionsDraft` as the person left it."""

    def __init__(self, draft: OptionsDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("optionsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._url = draft.options.url
        self.handshake = HandshakePage()
        self.authentication = AuthenticationPage()
        self.compression = CompressionPage()
        self.limits = LimitsPage()
        self.tls = TlsPage()
        self.network = NetworkPage()
        self.pages: list[Page] = [
            self.handshake,
            self.authentication,
            self.compression,
            self.limits,
            self.tls,
            self.network,
        ]
        if draft.options.socketio is not None:
            self.socketio = SocketIoPage()
            self.pages.append(self.socketio)
        self.navigation = QListWidget()
        self.stack = QStackedWidget()
        self.problem = WrappedLabel(role="error")
        self.keep_secrets = QCheckBox(self.tr("Remember passwords and tokens"))
        self._fill()
        self._lay_out()
        self._load(draft)
        current_theme().changed.connect(self._check)

    def _fill(self) -> None:
        self.navigation.setObjectName("navigation")
        self.navigation.setAccessibleName(self.tr("Groups of options"))
        self.navigation.setItemDelegate(_MarkAtTheEnd(self.navigation))
        self.navigation.setFrameShape(QFrame.Shape.NoFrame)
        self.navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for page in self.pages:
            item = QListWidgetItem(page.title, self.navigation)
            item.setSizeHint(QSize(0, ITEM))
            self.stack.addWidget(page)
            page.changed.connect(self._check)
        widest = max(self.fontMetrics().horizontalAdvance(page.title) for page in self.pages)
        self.navigation.setFixedWidth(widest + ICON + 14 * GRID)
        self.navigation.setMinimumHeight((len(self.pages) + 1) * ITEM)
        self.navigation.setCurrentRow(0)
        self.navigation.currentRowChanged.connect(self._page_chosen)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setProperty("role", "primary")
        self.cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.reset = QPushButton(self.tr("Reset to defaults"))
        self.reset.setToolTip(self.tr("Set every option on every page to its default"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self.load_defaults)
        self.keep_secrets.setToolTip(
            self.tr(
                "Write passwords, tokens and headers such as Authorization and Cookie to the settings file"
            )
        )
        self.problem.hide()
        body = row(self.navigation, self.stack, gap=0)
        body.setStretch(1, 1)
        footer = row(self.reset, self.keep_secrets, None, buttons, gap=3)
        bottom = column(self.problem, footer, gap=2, margins=(3, 2, 3, 3))
        layout = column(body, bottom, gap=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        take_first_size(self, _WIDTH_STEPS * GRID, _HEIGHT_STEPS * GRID)

    def _load(self, draft: OptionsDraft) -> None:
        url = self._url or self.tr("the next URL")
        self.setWindowTitle(self.tr("Options for {0}").format(url))
        for page in self.pages:
            page.load(draft.options)
        if draft.headers:
            self.handshake.load_rows(draft.headers)
        self.keep_secrets.setChecked(draft.keep_secrets)
        self._check()

    def load_defaults(self) -> None:
        """Show the defaults; nothing is kept before OK."""
        self._load(OptionsDraft(ConnectOptions(self._url)))

    def draft(self) -> OptionsDraft:
        """Give what the pages show."""
        options = ConnectOptions(self._url)
        for page in self.pages:
            options = page.apply(options)
        return OptionsDraft(options, self.handshake.headers.rows(), self.keep_secrets.isChecked())

    def show_page(self, name: str) -> None:
        """Go to the page with a field of `ConnectOptions`; an empty name stays where it is."""
        if name:
            self.navigation.setCurrentRow(_page_of(name))

    def _page_chosen(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self._check()

    def _check(self) -> list[Problem]:
        problems = check_options(self.draft().options)
        sentences = {problem.field: problem.sentence for problem in reversed(problems)}
        for number, page in enumerate(self.pages):
            for name, field in page.fields.items():
                field.set_problem(sentences.get(name, ""))
            wrong = any(_page_of(problem.field) == number for problem in problems)
            item = self.navigation.item(number)
            item.setIcon(icons.icon("error") if wrong else QIcon())
        self._show_elsewhere(problems)
        return problems

    def _show_elsewhere(self, problems: list[Problem]) -> None:
        here = self.navigation.currentRow()
        elsewhere = [problem for problem in problems if _page_of(problem.field) != here]
        if elsewhere:
            title = self.pages[_page_of(elsewhere[0].field)].title
            self.problem.setText(self.tr("{0}: {1}").format(title, elsewhere[0].sentence))
        self.problem.setVisible(bool(elsewhere))

    def accept(self) -> None:
        """Give the draft back, or go to the first thing that is wrong with it."""
        problems = self._check()
        if problems:
            number = _page_of(problems[0].field)
            self.navigation.setCurrentRow(number)
            field = self.pages[number].fields[problems[0].field]
            self.pages[number].ensureWidgetVisible(field.note_label)
            field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.draftAccepted.emit(self.draft())
        super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept with Ctrl+Enter from everywhere."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)


def _page_of(field: str) -> int:
    group = field.partition(".")[0]
    return _PAGE_OF_FIELD[group]
