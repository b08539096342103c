"""The panes of the composer: one for each mode, but Text and JSON share theirs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector.ui.composer_modes import Mode
from inspector.ui.control_panes import ClosePane, PingPane
from inspector.ui.emit_pane import EmitPane
from inspector.ui.file_pane import FilePane
from inspector.ui.typed_pane import TypedPane

Pane = TypedPane | FilePane | PingPane | ClosePane | EmitPane


class ComposerPanes(QStackedWidget):
    """A stack as high in every mode as in the highest one: nothing moves when the mode changes.

    Where there is no room for that, it needs no more than the mode that is shown.
    """

    changed = Signal()
    """What a pane holds has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = TypedPane(Mode.TEXT)
        self.emit_pane = EmitPane()
        self._of_mode: dict[Mode, Pane] = {
            Mode.TEXT: self.words,
            Mode.JSON: self.words,
            Mode.HEX: TypedPane(Mode.HEX),
            Mode.BASE64: TypedPane(Mode.BASE64),
            Mode.FILE: FilePane(),
            Mode.PING: PingPane(),
            Mode.PONG: PingPane(pong=True),
            Mode.CLOSE: ClosePane(),
            Mode.EMIT: self.emit_pane,
        }
        self.each = tuple(dict.fromkeys(self._of_mode.values()))
        for pane in self.each:
            self.addWidget(pane)
            pane.changed.connect(self.changed)
        self.mode = Mode.TEXT

    def __getitem__(self, mode: Mode) -> Pane:
        """Give the pane of a mode."""
        return self._of_mode[mode]

    @property
    def current(self) -> Pane:
        """The pane that is shown."""
        return self._of_mode[self.mode]

    @property
    def typed(self) -> TypedPane | None:
        """The same, where a message is typed in it."""
        return self.current if isinstance(self.current, TypedPane) else None

    def show_mode(self, mode: Mode) -> None:
        """Show another mode; each keeps its draft, Text and JSON share theirs."""
        self.mode = mode
        if self.typed is not None:
            self.typed.set_mode(mode)
        self.setCurrentWidget(self.current)

    def hasHeightForWidth(self) -> bool:
        """Say no: the height of a stack does not depend on its width."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Give what the mode needs that is shown."""
        page, whole = self.currentWidget(), super().minimumSizeHint()
        return whole if page is None else QSize(whole.width(), page.minimumSizeHint().height())
