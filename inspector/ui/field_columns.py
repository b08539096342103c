"""Columns for JSON fields: a person adds them by their path, and they are remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from inspector.capture.fields import checked_path
from inspector.capture.records import CaptureError
from inspector.ui.frame_model import FrameModel
from inspector.ui.frame_table import FrameTable
from inspector.ui.typed_popup import TypedPopup

_KEY = "log/fields"
_MOST = 12


class FieldColumns(QObject):
    """Between the header's menu, the model, and the settings."""

    removed = Signal(int, str)
    """A field's column was taken away: where it stood among those of the fields, and its path."""

    def __init__(self, model: FrameModel, table: FrameTable, settings: QSettings) -> None:
        super().__init__(table)
        self._model = model
        self._table = table
        self._settings = settings
        self.action = QAction(self.tr("Add a column for a JSON field…"), table)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+J"))
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.action.triggered.connect(self.ask)
        table.addAction(self.action)
        table.columns.fieldWanted.connect(self.ask)
        table.columns.fieldRemoved.connect(self.remove)
        name = self.tr("The path of a field in JSON payloads")
        self.popup = TypedPopup(self.tr("$.type, user.name or items[0].id"), name, table)
        self.popup.submitted.connect(self._submitted)
        self._show(_read(settings))

    def ask(self) -> None:
        """Let the person type a path."""
        self.popup.open_over(self._table)

    def remove(self, index: int) -> None:
        """Take a column away."""
        paths = list(self._model.fields)
        path = paths.pop(index)
        self._keep(paths)
        self.removed.emit(index, path)

    def put_back(self, index: int, path: str) -> None:
        """Show a column again that was taken away."""
        paths = [one for one in self._model.fields if one != path]
        paths.insert(index, path)
        self._keep(paths[:_MOST])

    def _submitted(self, typed: str) -> None:
        try:
            path = checked_path(typed)
        except CaptureError as error:
            self.popup.say(str(error))
            return
        paths = self._model.fields
        if path in paths:
            self.popup.say(self.tr("{0} has a column already.").format(path))
        elif len(paths) >= _MOST:
            self.popup.say(self.tr("{0} fields are the most: remove one first.").format(_MOST))
        else:
            self.popup.hide()
            self._keep([*paths, path])

    def _keep(self, paths: Sequence[str]) -> None:
        self._settings.setValue(_KEY, json.dumps(list(paths)))
        self._show(paths)

    def _show(self, paths: Sequence[str]) -> None:
        if tuple(paths) != self._model.fields:
            before = self._table.columns.arrangement()
            self._model.set_fields(paths)
            self._table.columns.set_fields(paths, before)


def _read(settings: QSettings) -> list[str]:
    try:
        paths = [checked_path(str(path)) for path in json.loads(str(settings.value(_KEY, "[]")))]
    except (ValueError, TypeError, CaptureError):
        return []  # settings that somebody edited
    return list(dict.fromkeys(paths))[:_MOST]
