"""Which shared libraries go into the bundle on Linux: what it needs and a desktop does not bring along."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from os.path import normpath
from pathlib import PurePath

from environment import ROOT

sys.path.insert(0, str(ROOT))

from inspector.display import HOST_LIBRARIES

Entry = tuple[str, str, str]
"""One file as PyInstaller lists it: the place in the bundle, the place on this machine, the kind."""

HOST = {library.soname for library in HOST_LIBRARIES}
GLIBC = {f"lib{name}" for name in ("c.so.6", "dl.so.2", "m.so.6", "pthread.so.0", "resolv.so.2", "rt.so.1")}
LOADER = "ld-linux"


def whole_links(entries: Iterable[Entry], others: Iterable[Entry]) -> list[Entry]:
    """Leave out each link to a file that is in the bundle no more; `others` are in it too."""
    entries = list(entries)
    there = {normpath(entry[0]) for entry in (*entries, *others)}
    return [
        entry
        for entry in entries
        if entry[2] != "SYMLINK" or normpath(PurePath(entry[0]).parent / entry[1]) in there
    ]


def needed_only(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out each library that nothing else in the bundle links to, or that the host has to bring.

    PyInstaller gathers the libraries of every plugin that it finds, also of those that are dropped later.
    Ends the build when this machine lacks a library.
    """
    entries = list(entries)
    libraries = {PurePath(entry[0]).name: entry for entry in entries if _is_linked_to(entry)}
    links = [entry for entry in entries if entry[2] == "SYMLINK"]
    found = [entry for entry in entries if not _is_linked_to(entry) and entry not in links]
    waiting = [entry for entry in found if ".so" in PurePath(entry[0]).name]
    missing = set()
    while waiting:
        for soname in needs(waiting.pop()[1]) - HOST - GLIBC:
            if library := libraries.pop(soname, None):
                found.append(library)
                waiting.append(library)
            else:
                missing.add(soname)
    names = {PurePath(entry[0]).name for entry in found}
    if missing := {soname for soname in missing - names if not soname.startswith(LOADER)}:
        raise SystemExit(f"This machine lacks libraries that the bundle needs: {', '.join(sorted(missing))}.")
    return found + [link for link in links if PurePath(link[0]).name in names]


@cache
def private_headers(path: str) -> str:
    """Give what `objdump` says of how a shared object is linked."""
    command = ["objdump", "--private-headers", path]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def needs(path: str) -> frozenset[str]:
    """Name the libraries that a shared object asks the dynamic linker for (its DT_NEEDED entries)."""
    words = [line.split() for line in private_headers(path).splitlines()]
    return frozenset(pair[1] for pair in words if len(pair) == 2 and pair[0] == "NEEDED")


def _is_linked_to(entry: Entry) -> bool:
    """Tell a library from a plugin, an extension module or Python itself, which are loaded by name."""
    place = PurePath(entry[0])
    by_name = "plugins" in place.parts or place.name.startswith("libpython")
    return entry[2] == "BINARY" and place.name.startswith("lib") and not by_name
