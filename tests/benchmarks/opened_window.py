"""Opens a capture in the window, goes through it as a person would, and prints the milliseconds as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from watched_window import watch

import inspector.app
from inspector.ui.main_window import MainWindow

MOST_S = 120
TEXT, JSON, ALL = "needle", "json:$.type=trade", "size:>0"


def resident_mb() -> float:
    """Give the memory of this process that is in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1_000_000


class Visit:
    """Does one thing after the other, and notes how long each took until it was painted."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._table, self._model = window.table, window.model
        self.seen: dict[str, float] = {}
        self.memory: dict[str, float] = {}

    def all(self) -> None:
        """Do everything."""
        self.memory["all frames"] = resident_mb()
        self._move()
        self._go()
        self._choose("text filter", lambda: self._filter(TEXT))
        self._choose("JSON filter", lambda: self._filter(JSON))
        self._choose("filter that matches all", lambda: self._filter(ALL))
        self._filter("")
        self._choose("one connection", lambda: self._window.log.choose_connection(2))
        self._window.log.choose_connection(None)
        self._choose("messages", lambda: self._window.log.choice.set_messages(True))
        self._window.log.choice.set_messages(False)
        self._window.tools.timeline.set_folded(False)
        self._timeline()
        self._window.tools.timeline.set_folded(True)  # this is remembered

    def _move(self) -> None:
        keys = {
            "Home": Qt.Key.Key_Home,
            "End": Qt.Key.Key_End,
            "Page up": Qt.Key.Key_PageUp,
            "Page down": Qt.Key.Key_PageDown,
        }
        for name, key in keys.items():
            self._do(name, lambda key=key: QTest.keyClick(self._table, key))
        bar = self._table.verticalScrollBar()
        for part in (0.1, 0.9, 0.5):
            self._do("scroll bar", lambda part=part: bar.setValue(round(bar.maximum() * part)))
        click = Qt.MouseButton.LeftButton
        self._do("click", lambda: QTest.mouseClick(self._table.viewport(), click))

    def _go(self) -> None:
        go_to, last = self._window.log.go_to, self._model.rowCount()
        first_ns = self._model.summary(0).time_ns
        middle_ns = (first_ns + self._model.summary(last - 1).time_ns) // 2
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(middle_ns // 1_000_000_000))
        self._do("go to number", lambda: go_to._submitted(str(last * 2 // 3)))
        self._do("go to time", lambda: go_to._submitted(moment))

    def _do(self, name: str, act: Callable[[], object]) -> None:
        """Time something and the repaint that shows it; of several, the longest counts."""
        began = time.perf_counter()
        act()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        self._table.viewport().repaint()
        took = (time.perf_counter() - began) * 1000
        self.seen[name] = max(took, self.seen.get(name, 0.0))

    def _filter(self, text: str) -> None:
        field = self._window.log.bar.field
        field.set_text(text)
        field.apply()

    def _choose(self, name: str, act: Callable[[], object]) -> None:
        """Time how long it takes until the first rows are painted, and until the last ones are."""
        began = time.perf_counter()
        act()
        self._until(lambda: self._model.rowCount() or self._model.complete)
        self._table.viewport().repaint()
        self.seen[f"{name}: first rows"] = (time.perf_counter() - began) * 1000
        self._until(lambda: self._model.complete)
        self._table.viewport().repaint()
        self.seen[f"{name}: all"] = (time.perf_counter() - began) * 1000
        self.memory[name] = resident_mb()

    def _timeline(self) -> None:
        began = time.perf_counter()
        feed = self._window.tools.feed
        self._until(lambda: feed.numbers is not None)
        self.seen["timeline: first"] = (time.perf_counter() - began) * 1000
        self._until(lambda: feed.numbers is not None and not feed.numbers.to_read)
        self.seen["timeline: all"] = (time.perf_counter() - began) * 1000
        self.memory["timeline"] = resident_mb()

    def _until(self, reached: Callable[[], object]) -> None:
        ends = time.monotonic() + MOST_S
        while not reached():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
            time.sleep(0.001)
            if time.monotonic() > ends:
                raise TimeoutError


def main() -> int:
    """Open the capture and print what was seen."""
    began = time.perf_counter()
    visits: list[Visit] = []

    def filled() -> None:
        window = next(top for top in QApplication.topLevelWidgets() if isinstance(top, MainWindow))
        visit = Visit(window)
        visits.append(visit)
        window.table.viewport().repaint()
        assert window.model.rowCount()
        visit.seen["rows painted"] = (time.perf_counter() - began) * 1000

        def go() -> None:
            try:
                visit.all()
            finally:
                window.close()

        QTimer.singleShot(200, go)

    watch(lambda: None, lambda: None, lambda: None, filled)
    status = inspector.app.run_window(None, Path(sys.argv[1]))
    print(json.dumps({"seen": visits[0].seen, "memory": visits[0].memory}))
    return status


if __name__ == "__main__":
    sys.exit(main())
