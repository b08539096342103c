"""Looks for the partner of the selected frame beside the window, and knows the path that a person named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from inspector.capture.nearby import Source
from inspector.capture.recognition import Recognition
from inspector.capture.records import CaptureError
from inspector.ui.background import run_beside
from inspector.ui.partner_bar import PartnerBar
from inspector.ui.typed_popup import TypedPopup

if TYPE_CHECKING:
    from inspector.capture.attachments import Attachments
    from inspector.capture.pairing import Partner, Rules

# What finds partners is imported with the first frame that is selected: the first window shows none.

_KEY = "pairing/path"
_AGAIN_MS = 500
"""How long until it looks again for an answer that had not come yet."""
_LOOKS = 20
"""How often it looks again for one frame."""


class _Found(NamedTuple):
    partner: Partner | None
    attachments: Attachments | None

    @property
    def complete(self) -> bool:
        """Nothing more can be found later."""
        return self.partner is not None and not (self.attachments and self.attachments.problem)


class PartnerFinder(QObject):
    """Fills the bar for the frame that is selected."""

    def __init__(self, bar: PartnerBar, settings: QSettings, over: QWidget) -> None:
        """`over` is the widget over which the path is asked for."""
        super().__init__(bar)
        self._bar = bar
        self._settings = settings
        self._over = over
        self._source: Source | None = None
        self._recognition: Recognition | None = None
        self._wanted = 0
        self._looks = 0
        self._searched_to = -1
        self._timer = QTimer(self)
        self._timer.setInterval(_AGAIN_MS)
        self._timer.timeout.connect(self._look_again)
        self.path = str(settings.value(_KEY, ""))
        """Where in JSON the value stands that both frames of a pair have; empty for nowhere."""
        self._rules: Rules | None = None
        self.path_action = QAction(self.tr("Pair messages by a JSON path…"), self)
        self.path_action.setShortcut(QKeySequence("Ctrl+Shift+U"))
        self.path_action.triggered.connect(self.ask_path)
        self._popup = TypedPopup(
            "$.meta.requestId",
            self.tr("Messages with the same value at this path are question and answer. Empty for none."),
            over,
        )
        self._popup.submitted.connect(self.set_path)

    @property
    def rules(self) -> Rules:
        """The rules in force, for whoever reads latencies."""
        if self._rules is None:
            self._rules = _rules_of(self.path)
        return self._rules

    def set_capture(self, source: Source | None, recognition: Recognition | None = None) -> None:
        """Look in this capture from now on; `recognition` is the one that others use of it too."""
        self._source = source
        self._recognition = recognition or (Recognition(source) if source is not None else None)
        self.show_frame(0)

    def show_frame(self, frame_id: int) -> None:
        """Find the partner of a frame; 0 for none."""
        self._wanted, self._looks, self._searched_to = frame_id, 0, -1
        self._timer.stop()
        self._bar.clear()
        self._look()

    def ask_path(self) -> None:
        """Let the person type the path."""
        self._popup.line.setText(self.path)
        self._popup.open_over(self._over)

    def set_path(self, path: str) -> None:
        """Pair by this path from now on, or say what is wrong with it."""
        from inspector.capture.pairing import PathError, rules_with

        try:
            self._rules = rules_with(path)
        except PathError as error:
            self._popup.say(str(error))
            return
        self.path = path.strip()
        self._settings.setValue(_KEY, self.path)
        self._popup.hide()
        self.show_frame(self._wanted)

    def _look_again(self) -> None:
        """Look for an answer that came after its question was selected."""
        self._looks += 1
        if self._looks > _LOOKS:
            self._timer.stop()
        elif self._source is not None and self._source.last_id != self._searched_to:
            self._look()

    def _look(self) -> None:
        source, recognition, wanted = self._source, self._recognition, self._wanted
        if source is None or recognition is None or not wanted:
            return
        rules = self.rules
        self._searched_to = source.last_id

        def deliver(found: _Found) -> None:
            if wanted == self._wanted and source is self._source and rules is self._rules:
                self._deliver(found)

        run_beside(self, lambda: _find(source, recognition, rules, wanted), deliver)

    def _deliver(self, found: _Found) -> None:
        self._bar.show_partner(found.partner)
        self._bar.show_attachments(self._wanted, found.attachments)
        if found.complete:
            self._timer.stop()
        elif not self._timer.isActive() and self._looks < _LOOKS:
            self._timer.start()


def _rules_of(path: str) -> Rules:
    from inspector.capture.pairing import PathError, Rules, rules_with

    try:
        return rules_with(path)
    except PathError:  # the settings are of another version: the person sees the path when asked for it
        return Rules()


def _find(source: Source, recognition: Recognition, rules: Rules, frame_id: int) -> _Found:
    from inspector.capture.attachments import attachments_of, owner_of
    from inspector.capture.pairing import partner_of

    try:
        partner = partner_of(source, frame_id, rules, recognition)
        attachments = attachments_of(source, recognition, frame_id) or owner_of(source, recognition, frame_id)
    except CaptureError:  # the table tells it, which cannot read the frame either
        return _Found(None, None)
    return _Found(partner, attachments)
