"""What all tests share: the offscreen platform, and coroutines on Qt's event loop."""

import asyncio
import faulthandler
import gc
import itertools
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key

# As in the program: Qt objects that are garbage must be destroyed on this thread, not on a worker's.
gc.disable()
_turns = itertools.count(1)


@pytest.fixture(autouse=True)
def _collect_garbage_here():
    yield
    gc.collect(2 if next(_turns) % 25 == 0 else 1)


@pytest.fixture(autouse=True)
def _tell_of_a_crash(pytestconfig):
    yield
    if not faulthandler.is_enabled():  # a test of the program's own black box took it away
        faulthandler.enable(pytestconfig.stash[fault_handler_stderr_fd_key])


@pytest.fixture
def run_async(qapp):
    """Run a coroutine on the event loop that the program itself uses.

    Fails on exceptions that nobody fetched, and cancels what is left over.
    """
    from qasync import QEventLoop

    loop = QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    troubles = []
    loop.set_exception_handler(lambda _loop, context: troubles.append(context))

    def run(coroutine, timeout=30):
        return loop.run_until_complete(asyncio.wait_for(coroutine, timeout))

    yield run
    left = [task for task in asyncio.all_tasks(loop) if not task.done()]
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.close()
    asyncio.set_event_loop(None)
    assert not troubles, troubles


@pytest.fixture
def settings(tmp_path):
    """Settings of nobody's."""
    from PySide6.QtCore import QSettings

    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
