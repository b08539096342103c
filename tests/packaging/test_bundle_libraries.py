"""Which shared libraries go into the bundle, found out from what each is linked to."""

import shutil
import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("objdump") is None,
    reason="the bundle is made on Linux with binutils",
)


@pytest.fixture
def module(setup_module):
    return setup_module("shared_libraries")


@pytest.fixture
def linked(module, monkeypatch):
    """Pretend files, and which libraries each of them needs."""

    def pretend(needs):
        monkeypatch.setattr(module, "needs", lambda path: frozenset(needs.get(path, ())))

    return pretend


def kept(module, entries):
    return {place for place, _, _ in module.needed_only(entries)}


def test_a_library_goes_along_for_what_needs_it(module, linked):
    linked({"plugin": ["libdirect.so.1"], "direct": ["libindirect.so.2", "libc.so.6"]})
    entries = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "plugin", "BINARY"),
        ("libdirect.so.1", "direct", "BINARY"),
        ("libindirect.so.2", "indirect", "BINARY"),
        ("libother.so.3", "other", "BINARY"),
        ("data.txt", "data", "DATA"),
    ]
    assert kept(module, entries) == {entry[0] for entry in entries} - {"libother.so.3"}


def test_the_host_brings_its_own(module, linked):
    linked({"module": ["libfontconfig.so.1"], "fontconfig": ["libexpat.so.1"]})
    entries = [
        ("a.cpython-311.so", "module", "EXTENSION"),
        ("libfontconfig.so.1", "fontconfig", "BINARY"),
        ("libexpat.so.1", "expat", "BINARY"),
    ]
    assert kept(module, entries) == {"a.cpython-311.so"}


def test_a_link_goes_with_its_library(module, linked):
    linked({"module": ["libused.so.1"]})
    entries = [
        ("a.cpython-311.so", "module", "EXTENSION"),
        ("deep/libused.so.1", "used", "BINARY"),
        ("libused.so.1", "deep/libused.so.1", "SYMLINK"),
        ("libunused.so.1", "deep/libunused.so.1", "SYMLINK"),
    ]
    assert kept(module, entries) == {"a.cpython-311.so", "deep/libused.so.1", "libused.so.1"}


def test_python_itself_is_loaded_by_name(module, linked):
    linked({})
    assert kept(module, [("libpython3.11.so.1.0", "python", "BINARY")]) == {"libpython3.11.so.1.0"}


def test_a_library_that_is_nowhere_ends_the_build(module, linked):
    linked({"module": ["libnowhere.so.9", "libm.so.6", "ld-linux-x86-64.so.2"]})
    with pytest.raises(SystemExit, match=r"lacks libraries that the bundle needs: libnowhere\.so\.9\."):
        module.needed_only([("a.cpython-311.so", "module", "EXTENSION")])


def test_what_a_real_extension_needs_is_read(module):
    import _ssl

    assert any(name.startswith("libssl.so") for name in module.needs(_ssl.__file__))
