"""Widgets that are garbage are destroyed on the thread of the window, whoever allocates."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject

from inspector.ui.garbage import GarbageCollector


class Cycle:
    def __init__(self, died):
        self.me = self
        self.died = died

    def __del__(self):
        self.died.append(threading.current_thread())


@pytest.fixture
def collector(qapp):
    owner = QObject()
    collector = GarbageCollector(owner)
    yield collector
    collector.stop()
    gc.disable()  # as the tests have it


def test_a_worker_that_allocates_collects_nothing(qtbot, collector):
    died = []
    Cycle(died)
    worker = threading.Thread(target=lambda: [[] for _ in range(100_000)])
    worker.start()
    worker.join()
    assert died == []
    qtbot.waitUntil(lambda: died == [threading.main_thread()], timeout=5000)


def test_collecting_is_python_s_own_afterwards(qapp):
    owner = QObject()
    GarbageCollector(owner).stop()
    enabled = gc.isenabled()
    gc.disable()
    assert enabled
