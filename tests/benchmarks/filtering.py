"""Filters over a capture of short messages, beside fetching each row and searching it in Python."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from inspector.capture.filtering import Search, parse_filter
from inspector.capture.store import Capture
from inspector.wire.records import FrameRow

START_NS = 1_700_000_000_000_000_000
BATCH = 2_000
FILTERS = {
    "text": [
        "needle",
        '"lazy dog"',
        "привет",
        "-type:continuation",
        "/NEE.LE/",
        "/n[e]{2}dle/i",
        r"/\d{7}/",
        "time:12:00..13:00",
    ],
    "json": [
        "json:$.type=trade",
        "json:$.type!=trade",
        "json:$.id>500",
        "json:$.type~RAD",
        "json:$.type~/tr.de/",
        "json:$.type~/^t[a-r]+$/",
    ],
    "cut": ["needle", "/n[e]{2}dle/i", r"/\d{7}/"],
}


@dataclass(frozen=True)
class Run:
    """One search: milliseconds until its first rows, and until all is examined."""

    first: float
    complete: float
    found: int


def text_payload(number: int) -> bytes:
    """Make 64 bytes of text; one in a thousand has the needle."""
    word = "NEEDLE" if number % 1_000 == 0 else "Quick"
    return f"message {number} {word} brown fox jumps over the lazy dog once and".ljust(64)[:64].encode()


def json_payload(number: int) -> bytes:
    """Make 64 bytes of JSON; one in ten is a trade."""
    kind = "trade" if number % 10 == 0 else "tick"
    start = f'{{"id":{number},"type":"{kind}","text":"'
    return f'{start}{"x" * (62 - len(start))}"}}'.encode()


def rows_of(payload: Callable[[int], bytes], first: int, count: int) -> list[FrameRow]:
    """Make received text frames, a microsecond apart."""
    numbers = range(first, first + count)
    return [(START_NS + number * 1_000, 1, 0x81, None, 64, payload(number)) for number in numbers]


def cut_rows_of(payload: Callable[[int], bytes], first: int, count: int) -> list[FrameRow]:
    """Make messages of two frames each, cut in the middle of the word that is looked for."""
    rows: list[FrameRow] = []
    for time_ns, direction, _head, key, _length, text in rows_of(payload, first, count // 2):
        place = text.find(b" brown") - 3
        for head, part in ((0x01, text[:place]), (0x80, text[place:])):
            rows.append((time_ns, direction, head, key, len(part), part))
    return rows


def write(
    capture: Capture,
    payload: Callable[[int], bytes],
    count: int,
    first: int = 0,
    make: Callable[[Callable[[int], bytes], int, int], list[FrameRow]] = rows_of,
) -> None:
    """Append frames as a connection would, waiting while the queue is full."""
    connection = capture.open_connection("ws://bench/")
    for start in range(first, first + count, BATCH):
        capture.append(connection, make(payload, start, min(BATCH, first + count - start)))
        while capture.full:
            time.sleep(0.001)
    capture.flush()


def search(capture: Capture, text: str) -> Run:
    """Run a filter over all frames."""
    moments: list[float] = []
    done = threading.Event()

    def heard() -> None:
        if running.count and not moments:
            moments.append(time.perf_counter())
        if running.done_once or running.error:
            done.set()

    running = Search(capture, parse_filter(text), on_found=heard)
    began = time.perf_counter()
    running.start()
    done.wait()
    ended = time.perf_counter()
    running.cancel()
    running.join()
    if running.error:
        raise RuntimeError(running.error)
    first = moments[0] if moments else ended
    return Run((first - began) * 1000, (ended - began) * 1000, running.count)


def in_python(capture: Capture, word: bytes) -> Run:
    """Fetch every row and search its payload, as one would without SQL."""
    began = time.perf_counter()
    found: list[int] = []
    first = 0.0
    for batch in capture.frame_batches():
        found.extend(row[0] for row in batch if word in row[7].lower())
        first = first or ((time.perf_counter() - began) * 1000 if found else 0.0)
    return Run(first, (time.perf_counter() - began) * 1000, len(found))


def report(name: str, runs: list[Run], larger: list[Run] | None = None) -> None:
    """Print one row of the table: the best of its runs, and how it grew with ten times the frames."""
    first, complete = min(run.first for run in runs), min(run.complete for run in runs)
    growth = f"{min(run.complete for run in larger) / complete:>10.1f}" if larger else ""
    print(f"{name:<28}{first:>12,.0f}{complete:>14,.0f}{runs[0].found:>12,}{growth}")


def writing_rate(folder: Path, count: int, text: str | None) -> float:
    """Measure frames written a second, alone or while a search follows."""
    capture = Capture.create(folder / f"written-{text is None}")
    rows = [rows_of(text_payload, start, BATCH) for start in range(0, count, BATCH)]
    connection = capture.open_connection("ws://bench/")
    running = Search(capture, parse_filter(text)) if text is not None else None
    if running is not None:
        running.start()
    began = time.perf_counter()
    for batch in rows:
        capture.append(connection, batch)
        while capture.full:
            time.sleep(0.001)
    capture.flush()
    seconds = time.perf_counter() - began
    if running is not None:
        running.cancel()
        running.join()
    capture.close()
    return len(rows) * BATCH / seconds


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", action="store_true", help="also with ten times the frames")
    choices = parser.parse_args()
    print(f"{choices.frames:,} frames{'':<14}{'first rows':>12}{'complete ms':>14}{'found':>12}", end="")
    print(f"{'x frames':>10}" if choices.growth else "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = (
            ("text", text_payload, rows_of),
            ("json", json_payload, rows_of),
            ("cut", text_payload, cut_rows_of),
        )
        for kind, payload, make in kinds:
            print(f"{kind}:")
            capture = Capture.create(folder / kind)
            write(capture, payload, choices.frames, make=make)
            rounds = range(choices.rounds)
            small = {text: [search(capture, text) for _ in rounds] for text in FILTERS[kind]}
            if kind == "text":
                report("each row in Python", [in_python(capture, b"needle")])
            large: dict[str, list[Run]] = {}
            if choices.growth:
                write(capture, payload, choices.frames * 9, choices.frames, make)
                large = {text: [search(capture, text)] for text in FILTERS[kind]}
            for text, runs in small.items():
                report(text, runs, large.get(text))
            capture.close()
        alone = writing_rate(folder, choices.frames, None)
        followed = writing_rate(folder, choices.frames, "needle")
        print(f"written alone {alone:,.0f} frames/s; while a search follows {followed / alone:.2f} of that")


if __name__ == "__main__":
    main()
