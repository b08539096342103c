"""Reads what the view of layers shows, beside the window and only while somebody looks."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject

from inspector.capture.nearby import Source
from inspector.capture.recognition import Recognition
from inspector.capture.records import CaptureError, FrameSummary
from inspector.payloads.layer_records import Layers
from inspector.payloads.layers import layers_of
from inspector.ui.background import run_beside
from inspector.ui.layers_view import LayersView
from inspector.ui.sizes import short_bytes

LARGEST = 4 * 1024 * 1024
"""Bytes of a message that is taken apart."""


class LayersSource(Source, Protocol):
    """What is read of a capture; `Capture` is one."""

    def summaries_of(self, ids: list[int]) -> list[FrameSummary]:
        """Give frames in the order of their ids as asked; unknown ids are left out."""

    def http_head(self, frame_id: int) -> bytes | None:
        """Give the start line and headers of an HTTP message; None for a frame."""


class LayersLoader(QObject):
    """Hands the selected frame to the view, once it is visible."""

    def __init__(self, view: LayersView) -> None:
        super().__init__(view)
        self._view = view
        self._source: LayersSource | None = None
        self._recognition: Recognition | None = None
        self._wanted = 0
        self._loaded = 0
        view.shown.connect(self._load)

    def set_capture(self, source: LayersSource | None, recognition: Recognition | None = None) -> None:
        """Read this capture from now on; `recognition` is the one that others use of it too."""
        self._source = source
        self._recognition = recognition or (Recognition(source) if source is not None else None)
        self.show_frame(0)

    def show_frame(self, frame_id: int) -> None:
        """Show a frame; 0 shows none."""
        self._wanted, self._loaded = frame_id, 0
        if not frame_id:
            self._view.clear()
        elif self._view.isVisible():
            self._load()

    def _load(self) -> None:
        source, recognition, wanted = self._source, self._recognition, self._wanted
        if source is None or recognition is None or not wanted or self._loaded == wanted:
            return
        self._loaded = wanted

        def deliver(result: Layers | str) -> None:
            if wanted == self._wanted and source is self._source:
                self._show(result)

        run_beside(self, lambda: self._read(source, recognition, wanted), deliver)

    def _read(self, source: LayersSource, recognition: Recognition, frame_id: int) -> Layers | str:
        try:
            summary = next(iter(source.summaries_of([frame_id])), None)
            if summary is not None and summary.length > LARGEST:
                told = self.tr("This message has {0}: only messages up to {1} are taken apart.")
                return told.format(short_bytes(summary.length), short_bytes(LARGEST))
            stored = source.frame(frame_id)
            if stored is None:
                return self.tr("This frame is no longer in the capture.")
            known = recognition.of(stored.connection_id)
            return layers_of(stored.frame, source.http_head(frame_id), known)
        except CaptureError as error:
            return str(error)

    def _show(self, result: Layers | str) -> None:
        if isinstance(result, str):
            self._view.clear(result)
        else:
            self._view.show_layers(result)
