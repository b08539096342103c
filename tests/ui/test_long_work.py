"""Work beside the window: told of in the thread of its owner, and cancelled."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject

from inspector.capture.records import CaptureError
from inspector.ui.long_work import LongWork, WorkCancelledError


def test_work_is_done_beside_and_told_of_here(qtbot):
    owner = QObject()
    work = LongWork(owner)
    heard, progress, go_on = [], [], threading.Event()
    work.progressed.connect(progress.append)

    def long(watch):
        watch.of(1, 4)
        go_on.wait(10)
        return threading.current_thread()

    work.start(long, heard.append)
    qtbot.waitUntil(lambda: 0.25 in progress, timeout=10_000)
    assert work.busy
    go_on.set()
    with qtbot.waitSignal(work.ended, timeout=10_000):
        pass
    assert heard
    assert heard[0] is not threading.current_thread()
    assert not work.busy


@pytest.mark.parametrize("error", [CaptureError("no"), FileNotFoundError(2, "no")])
def test_what_fails_is_handed_over(qtbot, error):
    owner = QObject()
    work = LongWork(owner)
    heard, failed = [], []

    def fail(_watch):
        raise error

    work.start(fail, heard.append, failed.append)
    qtbot.waitUntil(lambda: not work.busy, timeout=10_000)
    assert (heard, failed) == ([], [error])


@pytest.mark.parametrize(("error", "failed"), [(CaptureError("no"), None), (ValueError("no"), print)])
def test_what_nobody_takes_is_raised_in_the_thread_of_its_owner(qtbot, error, failed):
    owner = QObject()
    work = LongWork(owner)

    def fail(_watch):
        raise error

    with qtbot.captureExceptions() as raised:
        work.start(fail, print, failed)
        qtbot.waitUntil(lambda: not work.busy, timeout=10_000)
    assert [one[1] for one in raised] == [error]


def test_a_cancel_is_heard_by_the_work_and_by_nobody_else(qtbot):
    owner = QObject()
    work = LongWork(owner)
    heard, ended, started = [], threading.Event(), threading.Event()

    def long(watch):
        try:
            while True:
                started.set()
                watch(0.5)
        except WorkCancelledError:
            ended.set()
            raise

    work.start(long, heard.append)
    assert started.wait(10)
    work.cancel()
    assert not work.busy
    assert ended.wait(10)
    work.start(lambda _watch: 2, heard.append)
    qtbot.waitUntil(lambda: not work.busy, timeout=10_000)
    assert heard == [2]
