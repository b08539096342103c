"""The thread tells what is new, reads what is looked at first, and ends at once."""

import threading
import time

import pytest

from inspector.capture.statistics.follower import MOST_SHOWN, Follower
from inspector.capture.statistics.summary import CloseUp

MS = 1_000_000


class Heard:
    """Waits until numbers are as wanted."""

    def __init__(self, capture, **options):
        self._told = threading.Condition()
        self.tellings = 0
        self.follower = Follower(capture, self._tell, **options)

    def _tell(self):
        with self._told:
            self.tellings += 1
            self._told.notify_all()

    def wait_for(self, wanted):
        """Return the first numbers that are as wanted."""
        with self._told:
            assert self._told.wait_for(
                lambda: (numbers := self.follower.numbers) is not None and wanted(numbers), 20
            ), self.follower.numbers
            return self.follower.numbers


@pytest.fixture
def follow():
    heard = []

    def start(capture, **options):
        heard.append(Heard(capture, **options))
        heard[-1].follower.start()
        return heard[-1]

    yield start
    for one in heard:
        one.follower.cancel()
        one.follower.join(20)
        assert not one.follower.is_alive()


def test_it_tells_the_numbers_and_follows_the_growth(capture, rows, follow):
    connection = capture.open_connection("ws://127.0.0.1/")
    capture.append(connection, rows(10))
    capture.flush()
    heard = follow(capture)
    numbers = heard.wait_for(lambda numbers: numbers.frames == 10)
    assert numbers.extent == (rows(10)[0][0], rows(10)[-1][0])
    capture.append(connection, rows(5, first=10))
    assert heard.wait_for(lambda numbers: numbers.frames == 15).to_read == 0
    assert numbers.sizes[1].count == 10  # what was told stays as it is


def test_it_says_that_there_is_nothing_yet(capture, follow):
    numbers = follow(capture).wait_for(lambda numbers: True)
    assert (numbers.frames, numbers.extent, numbers.error) == (0, (0, 0), "")


def test_it_does_not_tell_the_same_again(capture, rows, follow):
    capture.append(capture.open_connection("ws://127.0.0.1/"), rows(10))
    capture.flush()
    heard = follow(capture)
    heard.wait_for(lambda numbers: numbers.frames == 10)
    tellings = heard.tellings
    time.sleep(0.8)  # it looks three times meanwhile
    assert heard.tellings == tellings


def spread(count, step_ns, rows):
    return [(rows(1)[0][0] + number * step_ns, *row[1:]) for number, row in enumerate(rows(count))]


def test_the_whole_takes_few_buckets_and_a_stretch_finer_ones(capture, rows, follow):
    capture.append(capture.open_connection("ws://127.0.0.1/"), spread(3_000, MS, rows))
    capture.flush()
    heard = follow(capture)
    whole = heard.wait_for(lambda numbers: numbers.frames == 3_000)
    assert (whole.buckets.width_ns, whole.fine) == (10 * MS, True)
    assert len(whole.buckets) <= MOST_SHOWN + 1
    start_ns = whole.extent[0] + 1_000 * MS
    heard.follower.look_at((start_ns, start_ns + 20 * MS))
    close = heard.wait_for(lambda numbers: numbers.wanted is not None and numbers.fine)
    assert close.buckets.width_ns == 100_000
    assert sum(close.buckets.columns["frames_received"]) == 21
    heard.follower.look_at(None)
    assert heard.wait_for(lambda numbers: numbers.wanted is None).buckets.width_ns == 10 * MS


def test_a_look_beside_what_was_read_closely_reads_nothing_again(capture, rows, follow, monkeypatch):
    capture.append(capture.open_connection("ws://127.0.0.1/"), spread(3_000, MS, rows))
    capture.flush()
    heard = follow(capture)
    start_ns = heard.wait_for(lambda numbers: numbers.frames == 3_000).extent[0] + 1_000 * MS
    made = []
    monkeypatch.setattr(
        "inspector.capture.statistics.follower.CloseUp",
        lambda *arguments: made.append(arguments) or CloseUp(*arguments),
    )
    for shift in (0, 5 * MS, -5 * MS):
        stretch = start_ns + shift, start_ns + shift + 20 * MS
        heard.follower.look_at(stretch)
        numbers = heard.wait_for(lambda numbers, stretch=stretch: numbers.wanted == stretch and numbers.fine)
        assert sum(numbers.buckets.columns["frames_received"]) == 21
    assert len(made) == 1


def test_it_changes_between_connections_without_counting_again(capture, rows, follow):
    one, other = capture.open_connection("ws://a/"), capture.open_connection("ws://b/")
    capture.append(one, rows(4))
    capture.append(other, rows(9))
    capture.flush()
    heard = follow(capture, connection_id=one)
    assert heard.wait_for(lambda numbers: numbers.to_read == 0).frames == 4
    for connection_id, count in ((other, 9), (None, 13), (one, 4)):
        heard.follower.show_connection(connection_id)
        numbers = heard.wait_for(
            lambda numbers, wanted=connection_id: numbers.connection_id == wanted and not numbers.to_read
        )
        assert numbers.frames == count


def test_it_says_why_it_cannot_read(captures, rows, follow):
    capture = captures.create()
    capture.append(capture.open_connection("ws://127.0.0.1/"), rows(5))
    capture.flush()
    capture.close()
    heard = follow(capture)
    assert heard.wait_for(lambda numbers: numbers.error).error == "The capture in memory is closed."
    heard.follower.join(20)
    assert not heard.follower.is_alive()


def test_after_cancelling_it_tells_nothing(capture, rows, follow):
    connection = capture.open_connection("ws://127.0.0.1/")
    heard = follow(capture)
    heard.wait_for(lambda numbers: True)
    heard.follower.cancel()
    heard.follower.join(20)
    tellings = heard.tellings
    capture.append(connection, rows(5))
    capture.flush()
    assert (heard.tellings, heard.follower.is_alive()) == (tellings, False)


def test_it_rests_and_goes_on_without_counting_again(capture, rows, follow):
    connection = capture.open_connection("ws://127.0.0.1/")
    capture.append(connection, rows(10))
    capture.flush()
    heard = follow(capture)
    heard.wait_for(lambda numbers: numbers.frames == 10)
    heard.follower.rest(True)
    time.sleep(0.1)  # the reading under way ends
    capture.append(connection, rows(5, first=10))
    capture.flush()
    time.sleep(0.6)  # it would have looked twice
    assert heard.follower.numbers.frames == 10
    heard.follower.rest(False)
    assert heard.wait_for(lambda numbers: numbers.frames == 15).sizes[1].count == 15
