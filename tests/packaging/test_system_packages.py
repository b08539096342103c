"""What the system lacks is installed by root on Debian, and named to everyone else."""

import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="system packages are looked after on Linux only"
)


@pytest.fixture
def module(setup_module):
    return setup_module("system_packages")


@pytest.fixture
def machine(module, monkeypatch):
    """Pretend a machine: who runs it, and what it lacks."""

    everything = ("apt-get", "chromium", *module.TEST_PROGRAMS, *module.BINARY_UTILITIES)

    def pretend(*, root, lacks=(), programs=everything):
        libraries = {library.soname: library for library in module.WINDOW_LIBRARIES + module.X11_LIBRARIES}
        monkeypatch.setattr(module, "missing_libraries", lambda _all: [libraries[name] for name in lacks])
        monkeypatch.setattr(module, "_has_font", lambda: True)
        monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name in programs else None)
        monkeypatch.setattr("os.geteuid", lambda: 0 if root else 1000)

    return pretend


def test_nothing_missing_runs_nothing(module, machine, ran, capsys):
    machine(root=True)
    module.provide(browser=True)
    assert ran == []
    assert capsys.readouterr().out == ""


def test_root_on_debian_installs(module, machine, ran):
    machine(root=True, lacks=["libEGL.so.1", "libxcb-cursor.so.0"], programs=["apt-get"])
    module.provide(browser=True)
    assert [command[:2] for command in ran] == [["apt-get", "update"], ["apt-get", "install"]]
    wanted = ["chromium", *module.TEST_PROGRAMS.values()]
    assert ran[1][-2 - len(wanted) :] == ["libegl1", "libxcb-cursor0", *wanted]


def test_others_are_told_the_exact_command(module, machine, ran):
    machine(root=False, lacks=["libEGL.so.1", "libxcb-cursor.so.0"])
    with pytest.raises(module.SetupError, match=r"sudo apt-get install libegl1 libxcb-cursor0$"):
        module.provide(browser=False)
    assert ran == []


def test_what_is_skipped_without_its_program_is_said(module, machine, ran, capsys):
    machine(root=False, programs=["apt-get"])
    module.provide(browser=True)
    first, second, *_others = capsys.readouterr().out.splitlines()
    assert first.startswith("SKIPPED: the tests that need chromium")
    assert second.startswith("SKIPPED: the tests that need tshark")


def test_the_program_needs_no_browser(module, machine, ran):
    machine(root=True, programs=["apt-get"])
    module.provide(browser=False)
    assert ran == []


def test_the_bundle_needs_the_binary_utilities(module, machine, ran):
    machine(root=False, programs=["apt-get", "ld", "objcopy", "objdump"])
    with pytest.raises(module.SetupError, match=r"install binutils$"):
        module.provide(browser=False, binary_utilities=True)
    module.provide(browser=False)
    assert ran == []


def test_a_machine_without_a_font_gets_one(module, machine, ran, monkeypatch):
    machine(root=True)
    monkeypatch.setattr(module, "_has_font", lambda: False)
    module.provide(browser=False)
    assert ran[1][-1] == "fonts-dejavu-core"


def test_a_font_is_found_where_fonts_lie(module, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "FONT_FOLDERS", (tmp_path / "nowhere", tmp_path))
    assert not module._has_font()
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "Some.ttf").touch()
    assert module._has_font()
