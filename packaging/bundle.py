"""Makes the bundle with PyInstaller, and what is handed out of it: archives and a Debian package."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from environment import ROOT
from program_facts import BUILD, COMMAND, DIST, VERSION

SPEC = ROOT / "packaging" / "inspector.spec"
COMPRESSION = ("xz", "--threads=0", "--x86", "--lzma2=preset=9e")


def main(arguments: list[str]) -> int:
    """Make what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(prog="bootstrap.py bundle", description=__doc__)
    parser.add_argument("--onefile", action="store_true", help="one file that unpacks itself at each start")
    parser.add_argument("--archive", action="store_true", help="also write the bundle as .tar.xz")
    parser.add_argument("--deb", action="store_true", help="also write it as a package for Debian and Ubuntu")
    chosen = parser.parse_args(arguments)
    freeze(onefile=chosen.onefile)
    if chosen.archive:
        print(archive())
    if chosen.deb:
        import debian_package

        print(debian_package.build_package())
    return 0


def freeze(*, onefile: bool = False) -> None:
    """Run PyInstaller; leaves ``dist/ws-inspector/``, or the one file ``dist/onefile/ws-inspector``."""
    places = ["--distpath", str(DIST / "onefile" if onefile else DIST), "--workpath", str(BUILD)]
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *places, str(SPEC)]
    # Its cache stays in the checkout, and so does nothing of the builder's home get into the bundle.
    environment = os.environ | {"PYINSTALLER_CONFIG_DIR": str(BUILD / "cache")}
    if onefile:
        command += ["--", "--onefile"]
    if status := subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode:
        raise SystemExit(status)


def archive() -> Path:
    """Pack the bundle as ``.tar.xz``, owned by nobody in particular; return the file."""
    path = DIST / f"{COMMAND}-{VERSION}-{os.uname().machine}.tar.xz"
    owner = ("--owner=0", "--group=0", "--numeric-owner", "--sort=name")
    with path.open("wb") as out:
        tar = subprocess.Popen(["tar", "-C", str(DIST), *owner, "-cf", "-", COMMAND], stdout=subprocess.PIPE)
        subprocess.run(COMPRESSION, check=True, stdin=tar.stdout, stdout=out)
    if tar.wait():
        raise SystemExit(f"tar could not pack {DIST / COMMAND}.")
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
