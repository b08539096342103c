"""Finds the frames of a capture that match a filter, in a thread of its own, and goes on with new ones."""

from __future__ import annotations

import threading
import time
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from inspector.capture.filtering.errors import FilterStoppedError
from inspector.capture.filtering.filter import Filter
from inspector.capture.filtering.fragments import Fragment
from inspector.capture.filtering.interrupting import CancelledError, Interrupt
from inspector.capture.filtering.late_marks import LateMarks
from inspector.capture.filtering.pace import Pace
from inspector.capture.filtering.scanning import Scanner
from inspector.capture.filtering.whole_messages import FollowedMessages
from inspector.capture.records import CaptureError

if TYPE_CHECKING:
    from inspector.capture.store import Capture

_LOOK_S = 0.03
"""How often it looks for new frames."""
_FLOOD = 500
"""Frames written during one step from which on the writer is left half of the time."""


class Search:
    """What matches by now, in the order of the frames; to be read from any thread.

    `on_found` is called from the search's thread after each step and when something below changes.
    """

    def __init__(
        self,
        capture: Capture,
        condition: Filter,
        *,
        connection_id: int | None = None,
        on_found: Callable[[], None] | None = None,
    ) -> None:
        self._capture = capture
        self._interrupt = Interrupt()
        self._scanner = Scanner(capture, condition, connection_id, self._interrupt)
        self._on_found = on_found
        self._messages: FollowedMessages | None = None
        self._pace = Pace()
        self._ids = array("q")
        self.searched_through = 0
        """The id of the last frame examined: all up to it are."""
        self.done_once = False
        """All that was there when it started is examined; it goes on with what comes."""
        self.error: str | None = None
        """Why it ended early, in one sentence."""
        self.revision = 0
        """Rises when earlier rows changed, for a note, a bookmark or the rest of a message came; else rows
        are only added."""
        self._thread = threading.Thread(target=self._run, name="search", daemon=True)

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def cancel(self) -> None:
        """End it, also in the middle of a step; returns at once. What was found stays."""
        self._interrupt.cancel()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until the thread has ended after `cancel` or an error; tells whether it has."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def ids(self) -> array[int]:
        """The ids found so far, ascending; don't change them."""
        return self._ids

    @property
    def count(self) -> int:
        """How many frames are found by now."""
        return len(self._ids)

    def id_at(self, index: int) -> int:
        """Give the id of a found frame."""
        return self._ids[index]

    def index_of(self, frame_id: int) -> int | None:
        """Tell as which one a frame was found; None when it was not."""
        ids = self._ids
        index = bisect_left(ids, frame_id)
        return index if index < len(ids) and ids[index] == frame_id else None

    def _run(self) -> None:
        try:
            self._follow()
        except CancelledError:
            return
        except (CaptureError, FilterStoppedError) as error:
            self._fail(str(error))
        except BaseException:
            self._fail("The search ended because of a fault in this program.")
            raise

    def _follow(self) -> None:
        target = self._capture.last_id
        late = LateMarks(self._capture, self._scanner.needs)
        while True:
            self._interrupt.check()
            behind = self._step() if self._capture.last_id > self.searched_through else False
            is_through = not self.done_once and self.searched_through >= target
            if (is_through or not behind) and self._messages is not None:
                self._correct(self._messages.settle(at_once=is_through))
            if is_through:
                self.done_once = True
                self._tell()
            self._look_again(late.changed(self.searched_through))
            if (
                not behind
            ):  # what comes is gathered for a moment: a step for each commit would slow the writer
                self._interrupt.cancelled.wait(_LOOK_S)

    def _step(self) -> bool:
        """Examine the next frames; tells whether there were more."""
        began, newest = time.monotonic(), self._capture.last_id
        first = self._scanner.first_after(self.searched_through)
        if first is None or first > newest:
            self.searched_through = newest
            return False
        last = self._scanner.shortened(first - 1, min(first - 1 + self._pace.size, newest))
        ids, fragments = self._scanner.scan(first - 1, last)
        if fragments:
            ids = self._with_fragments(ids, fragments, first, settle=last >= newest)
        self._ids.extend(ids)
        self.searched_through = last
        self._tell()
        shared = self._capture.last_id - newest > _FLOOD
        self._interrupt.cancelled.wait(self._pace.took(time.monotonic() - began, shared=shared))
        return last < newest

    def _with_fragments(
        self, ids: array[int], fragments: list[Fragment], first: int, *, settle: bool
    ) -> array[int]:
        """Add the fragments that match, and correct what was found of earlier parts of their messages."""
        if self._messages is None:
            self._messages = FollowedMessages(self._scanner.messages)
        verdicts = self._messages.take(fragments)
        if settle:
            verdicts |= self._messages.settle()
        self._correct({frame_id: matches for frame_id, matches in verdicts.items() if frame_id < first})
        new = [frame_id for frame_id, matches in verdicts.items() if matches and frame_id >= first]
        return array("q", sorted([*ids, *new])) if new else ids

    def _look_again(self, changed: set[int]) -> None:
        """Correct what was found, for frames that it depends on notes or bookmarks of."""
        if changed:
            matching = set(self._scanner.matching(sorted(changed)))
            self._correct({frame_id: frame_id in matching for frame_id in changed})

    def _correct(self, verdicts: Mapping[int, bool]) -> None:
        """Take in what is known now of frames that were examined before."""
        wrong = [
            frame_id
            for frame_id in sorted(verdicts)
            if verdicts[frame_id] != (self.index_of(frame_id) is not None)
        ]
        if not wrong:
            return
        ids = self._ids
        if verdicts[wrong[0]] and (not ids or wrong[0] > ids[-1]):
            ids.extend(wrong)
        else:
            self._ids = _corrected(ids, wrong)  # a new one, for others are reading the one that is there
            self.revision += 1
        self._tell()

    def _fail(self, sentence: str) -> None:
        self.error = sentence
        self._tell()

    def _tell(self) -> None:
        if self._on_found is not None and not self._interrupt.cancelled.is_set():
            self._on_found()


def _corrected(ids: array[int], wrong: Sequence[int]) -> array[int]:
    """Add those of some ids that are missing, and leave out those that are there; both are ascending."""
    corrected = array("q")
    start = 0
    for frame_id in wrong:
        place = bisect_left(ids, frame_id, start)
        corrected.extend(ids[start:place])
        start = place
        if place < len(ids) and ids[place] == frame_id:
            start += 1
        else:
            corrected.append(frame_id)
    corrected.extend(ids[start:])
    return corrected
