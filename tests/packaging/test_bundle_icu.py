"""ICU's data, cut down: what Qt asks of it stays the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("ld") is None, reason="the bundle is made on Linux with binutils"
)
LIBRARIES = Path(PySide6.__file__).parent / "Qt" / "lib"
ASK = """
from PySide6.QtCore import QCollator, QDate, QDateTime, QLocale, QTime, QTimeZone, QUrl
words = "Zebra äpfel apfel Äpfel öl zoo a10 a9 中 文 安 ñandú nz".split()
for name in ("de", "sv", "es", "zh", "ja", "en_US", "C"):
    collator = QCollator(QLocale(name))
    collator.setNumericMode(True)
    print(name, sorted(words, key=collator.sortKey))
berlin = QTimeZone(b"Europe/Berlin")
print(QLocale("tr").toLower("Iİ"), QLocale("de").toUpper("straße"), QLocale("de").toString(QDate(2026, 3, 4)))
print(berlin.displayName(QTimeZone.TimeType.StandardTime, QTimeZone.NameType.OffsetName))
print(QDateTime(QDate(2026, 7, 1), QTime(1, 2), berlin).toUTC().toString(), QUrl("http://bücher.de").toEncoded())
print([line.split()[-1] for line in open("/proc/self/maps") if "libicudata" in line][0])
"""


@pytest.fixture(scope="module")
def original():
    return next(path for path in LIBRARIES.glob("libicudata.so.*") if not path.is_symlink())


@pytest.fixture
def smaller(setup_module, original, tmp_path):
    return setup_module("icu_data").cut_down(original, tmp_path)


def ask(**environment):
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    *answers, library = done.stdout.splitlines()
    return answers, library


def test_qt_answers_the_same_with_a_fifth_of_the_data(original, smaller):
    before, _ = ask()
    after, library = ask(LD_PRELOAD=str(smaller))
    assert library == str(smaller)
    assert after == before
    assert smaller.stat().st_size < original.stat().st_size / 5


def test_its_stack_stays_without_execution(smaller):
    headers = subprocess.run(["objdump", "-p", smaller], capture_output=True, text=True, check=True).stdout
    stack = headers[headers.index("STACK") :].splitlines()[1]
    assert stack.endswith("flags rw-")


def test_only_icus_own_library_is_taken(setup_module):
    with pytest.raises(ValueError, match="not a library with ICU's data"):
        setup_module("icu_data").cut_down(Path("/lib/libc.so.6"), Path())


def test_the_smaller_one_takes_the_place_of_the_original(setup_module, original, tmp_path):
    entries = [
        ("PySide6/Qt/lib/" + original.name, str(original), "BINARY"),
        (original.name, "PySide6/Qt/lib/" + original.name, "SYMLINK"),
        ("libother.so.1", "/lib/libother.so.1", "BINARY"),
    ]
    changed = setup_module("icu_data").with_less_data(entries, tmp_path / "made")
    assert changed == [(entries[0][0], str(tmp_path / "made" / original.name), "BINARY"), *entries[1:]]
