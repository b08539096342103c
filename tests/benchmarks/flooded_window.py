"""Shows the window while a flood comes in, clicks and types meanwhile, and prints what it saw as JSON."""

from __future__ import annotations

import itertools
import json
import resource
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from watched_window import watch

import inspector.app
from inspector.capture.store import Capture
from inspector.ui.frame_table import FrameTable
from inspector.ui.main_window import MainWindow
from inspector.ui.rules import Effect, Rule

INPUT_EVERY_S = 0.1
EVERYTHING = "everything"
"""Highlights, a filter that matches all, JSON columns and the timeline, all at once."""


class Seen:
    """What happened in the window, and when; times are seconds of the monotonic clock."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.paints: list[tuple[float, float]] = []
        """Of the table: when each began, and how long it took."""
        self.inputs: list[tuple[float, float]] = []
        """When a key or click was due, and when it was dealt with."""
        self.first = self.last = 0.0
        """When the first frame and when the last one were durable."""

    def report(self) -> dict[str, object]:
        """Give what came of it, from the first frame to the last."""
        paints = [paint for paint in self.paints if self.first <= paint[0] <= self.last]
        answered = [done - due for due, done in self.inputs if self.first <= due <= self.last]
        return {
            "durable_at": self.last,
            "intervals_ms": [1000 * (b[0] - a[0]) for a, b in itertools.pairwise(paints)],
            "paints_ms": [1000 * took for _began, took in paints],
            "inputs_ms": [1000 * took for took in answered],
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


class Done(QObject):
    """Notes when an event that was posted behind an input is reached: the input is dealt with then."""

    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self._seen = seen
        self.due = 0.0

    def event(self, event: QEvent) -> bool:
        """Note the moment."""
        if event.type() == QEvent.Type.User:
            self._seen.inputs.append((self.due, time.monotonic()))
            return True
        return super().event(event)


def see_paints(seen: Seen) -> None:
    """Time each repaint of the frame table."""
    paint = FrameTable.paintEvent

    def timed(table: FrameTable, event) -> None:
        began = time.monotonic()
        paint(table, event)
        seen.paints.append((began, time.monotonic() - began))

    FrameTable.paintEvent = timed


def see_commits(seen: Seen) -> None:
    """Note when the first frame is durable, and when all that are wanted are."""
    committed = Capture._committed

    def noted(capture: Capture, last_id: int) -> None:
        committed(capture, last_id)
        if last_id:
            seen.first = seen.first or time.monotonic()
        if last_id >= seen.wanted:
            seen.last = seen.last or time.monotonic()

    Capture._committed = noted


def click(target: QWidget, number: int) -> None:
    """Click into a widget, each time a little lower."""
    place = QPointF(60, 20 + number % 10 * 20)
    button, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, held in ((QEvent.Type.MouseButtonPress, button), (QEvent.Type.MouseButtonRelease, none)):
        event = QMouseEvent(
            kind, place, target.mapToGlobal(place), button, held, Qt.KeyboardModifier.NoModifier
        )
        QCoreApplication.postEvent(target, event)


def press(target: QWidget, key: Qt.Key, text: str = "") -> None:
    """Press a key and let it go."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.postEvent(target, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def use(window: MainWindow, seen: Seen, done: Done) -> None:
    """Click rows, go to the end again, and type a message, as long as frames arrive."""
    table, editor = window.table, window.composer.findChildren(QWidget, "composerText")
    typed = editor[0] if editor else window.bar
    for number in itertools.count():
        due = time.monotonic() + INPUT_EVERY_S
        time.sleep(INPUT_EVERY_S)
        if seen.last:
            break
        if not seen.first:
            continue
        done.due = due
        match number % 4:
            case 0:
                click(table.viewport(), number)
            case 1:
                press(table, Qt.Key.Key_Down)
            case 2:
                press(table, Qt.Key.Key_End)
            case _:
                press(typed, Qt.Key.Key_A, "a")
        QCoreApplication.postEvent(done, QEvent(QEvent.Type.User))
    time.sleep(INPUT_EVERY_S)
    window.closing.emit()


def turn_all_on(window: MainWindow) -> None:
    """Let the log show all that costs something with each row."""
    window.log.fields._keep(["$.id", "$.type"])
    window.log.rules.replace_all(
        [
            Rule("f", "abc", Effect.HIGHLIGHT, active=True),
            Rule("all", "size:>0", Effect.SHOW_ONLY, active=True),
        ]
    )
    window.tools.timeline.set_folded(False)


def main() -> int:
    """Run the window until all frames are durable, and print the report."""
    url, capture, wanted, how = sys.argv[1:]
    seen = Seen(int(wanted))
    see_paints(seen)
    see_commits(seen)

    def painted() -> None:
        window = next(top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow))
        done = Done(seen)
        window.done = done
        if how == EVERYTHING:
            turn_all_on(window)
        threading.Thread(target=use, args=(window, seen, done), daemon=True).start()

    watch(lambda: None, lambda: None, painted)
    status = inspector.app.run_window(url, Path(capture))
    print(json.dumps(seen.report()))
    return status


if __name__ == "__main__":
    sys.exit(main())
