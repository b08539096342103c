"""The walls that import-linter cannot hold: it knows external packages only as a whole."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

SANS_IO = {
    "websockets.client",
    "websockets.datastructures",
    "websockets.exceptions",
    "websockets.extensions",
    "websockets.extensions.permessage_deflate",
    "websockets.frames",
    "websockets.headers",
    "websockets.http11",
    "websockets.protocol",
    "websockets.server",
    "websockets.speedups",
    "websockets.streams",
    "websockets.typing",
    "websockets.uri",
    "websockets.utils",
}


def imported(path):
    """Return the modules that a source file imports, wherever in it."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module)
    return modules


@pytest.mark.parametrize(
    "path", sorted((ROOT / "inspector" / "wire").glob("*.py")), ids=lambda path: path.stem
)
def test_the_wire_uses_only_the_sans_io_part_of_websockets(path):
    assert {
        module for module in imported(path) if module.partition(".")[0] == "websockets"
    } - SANS_IO == set()


def test_only_the_wiring_knows_qasync():
    sources = (ROOT / "inspector").rglob("*.py")
    assert {path.name for path in sources if "qasync" in imported(path)} <= {"app.py"}


def test_the_packaging_folder_does_not_shadow_the_package_of_that_name():
    assert not (ROOT / "packaging" / "__init__.py").exists()
