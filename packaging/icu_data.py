"""ICU's data, cut down to what Qt asks ICU for; Qt brings dates, numbers, languages and line breaks itself.

Qt compares texts with ICU (`QCollator`) and folds case. Of the library's 31 MB that needs 4: the rest is
names of units, currencies, regions and zones in every language, converters of old encodings, transliteration
rules and dictionaries. ICU takes what is missing from its root.
"""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Iterable
from pathlib import Path

from shared_libraries import Entry

ALIGNMENT = 16
LIBRARY = re.compile(r"libicudata\.so\.(\d+)$")
UNUSED = re.compile(
    r"/(?:unit|curr|lang|region|zone|rbnf|translit)/|\.cnv$|\.dict$|\.spp$|/(?:unames|cnvalias)\.icu$"
    r"|^[^/]*/[a-z]{2,3}(?:_[A-Za-z_]+)?\.res$"  # formats of dates and numbers, by language
)


def with_less_data(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Put the smaller library, made in `folder`, in the place of the one that PyInstaller found."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        (place, str(cut_down(Path(source), folder)), kind)
        if kind == "BINARY" and LIBRARY.search(place)
        else (place, source, kind)
        for place, source, kind in entries
    ]


def cut_down(library: Path, folder: Path) -> Path:
    """Write a library with the same name and symbol, and less data, into `folder`; return its path."""
    version = LIBRARY.search(library.name)
    if version is None:
        raise ValueError(f"{library.name} is not a library with ICU's data.")
    symbol = f"icudt{version[1]}_dat"
    package = folder / f"{symbol}.bin"
    package.write_bytes(_selected(_read_symbol(library, symbol)))
    made, start = f"{symbol}.o", f"_binary_{symbol}_bin_start"
    read_only = f".data=.rodata,alloc,load,readonly,data,contents --set-section-alignment .data={ALIGNMENT}"
    names = f"-soname={library.name} --defsym={symbol}={start} -o {library.name}"
    _run(f"ld -r -b binary -o {made} {package.name}", folder)
    _run(f"objcopy --rename-section {read_only} {made}", folder)
    _run(f"ld -shared -z noexecstack {names} {made}", folder)
    return folder / library.name


def _run(command: str, folder: Path) -> None:
    subprocess.run(command.split(), check=True, cwd=folder)


def _read_symbol(library: Path, symbol: str) -> bytes:
    """Read what lies under a symbol up to the end of its section, which holds nothing else."""
    section = subprocess.run(
        ["objdump", "--section-headers", "--section=.rodata", str(library)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    fields = next(line.split() for line in section.splitlines() if ".rodata" in line)
    size, offset = int(fields[2], 16), int(fields[5], 16)
    content = library.read_bytes()[offset : offset + size]
    if content[2:4] != b"\xda\x27":
        raise ValueError(f"{library} does not hold {symbol} where it was expected.")
    return content


def _selected(package: bytes) -> bytes:
    """Build a package anew of the items that are used (ICU's `.dat` format: header, table, items)."""
    header = package[: struct.unpack_from("<H", package)[0]]
    body = package[len(header) :]
    items = {name: item for name, item in _items(body).items() if not UNUSED.search(name)}
    names = b"".join(name.encode() + b"\0" for name in items)
    first = _aligned(4 + 8 * len(items) + len(names))
    table, data, name_at = struct.pack("<I", len(items)), b"", 4 + 8 * len(items)
    for name, item in items.items():
        table += struct.pack("<II", name_at, first + len(data))
        name_at += len(name) + 1
        data += item.ljust(_aligned(len(item)), b"\0")
    return header + (table + names).ljust(first, b"\0") + data


def _items(body: bytes) -> dict[str, bytes]:
    (count,) = struct.unpack_from("<I", body)
    places = [struct.unpack_from("<II", body, 4 + 8 * index) for index in range(count)]
    ends = [start for _, start in places[1:]] + [len(body)]
    return {
        body[name_at : body.index(b"\0", name_at)].decode(): body[start:end]
        for (name_at, start), end in zip(places, ends, strict=True)
    }


def _aligned(size: int) -> int:
    return -(-size // ALIGNMENT) * ALIGNMENT
