"""Waiting for what a thread of the capture does."""

from __future__ import annotations

import time


def wait_until(condition):
    """Wait for something that must become true."""
    for _ in range(6_000):
        if condition():
            return
        time.sleep(0.005)
    raise AssertionError("it did not become true")
