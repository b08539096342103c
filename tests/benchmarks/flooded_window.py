"""Shows the window while a flood comes in, clicks and types meanwhile, and prints what it saw as JSON."""

from __future__ import annotations

import itertools
import json
import resource
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
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


class Person(QObject):
    """Clicks rows, goes to the end again and types, whenever an event comes that says so."""

    def __init__(self, window: MainWindow, seen: Seen) -> None:
        super().__init__(window)
        self._window = window
        self._seen = seen
        self._typed = window.composer.findChildren(QPlainTextEdit)[0]
        self.due = 0.0

    def event(self, event: QEvent) -> bool:
        """Do the next thing and note when it was dealt with; close the window at the end."""
        if event.type() == QEvent.Type.User:
            self._act(len(self._seen.inputs))
            self._seen.inputs.append((self.due, time.monotonic()))
        elif event.type() == QEvent.Type.Quit:
            self._window.close()
        return super().event(event)

    def _act(self, number: int) -> None:
        table = self._window.table
        match number % 4:
            case 0:
                QTest.mouseClick(
                    table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 20 + number * 10 % 200)
                )
            case 1:
                QTest.keyClick(table, Qt.Key.Key_Down)
            case 2:
                QTest.keyClick(table, Qt.Key.Key_End)
            case _:
                QTest.keyClick(self._typed, Qt.Key.Key_A)


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


def use(person: Person, seen: Seen) -> None:
    """Let the person do something again and again, until all frames are durable."""
    while not seen.last:
        due = time.monotonic() + INPUT_EVERY_S
        time.sleep(INPUT_EVERY_S)
        if seen.first:
            person.due = due
            QCoreApplication.postEvent(person, QEvent(QEvent.Type.User))
    QCoreApplication.postEvent(person, QEvent(QEvent.Type.Quit))


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

    def filled() -> None:
        window = next(top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow))
        person = Person(window, seen)
        if how == EVERYTHING:
            turn_all_on(window)
        threading.Thread(target=use, args=(person, seen), daemon=True).start()

    watch(lambda: None, lambda: None, lambda: None, filled)
    status = inspector.app.run_window(url, Path(capture))
    print(json.dumps(seen.report()))
    return status


if __name__ == "__main__":
    sys.exit(main())
