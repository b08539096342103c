"""The bundle as `bootstrap.py bundle` left it in dist: what is in it, what is not, and that it works."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "dist" / "ws-inspector"
INSIDE = BUNDLE / "_internal"
MOST_MB = 125

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not BUNDLE.is_dir(),
    reason="there is no bundle: `bootstrap.py bundle` makes it",
)


@pytest.fixture(scope="module")
def files():
    return {path.relative_to(INSIDE).as_posix(): path for path in INSIDE.rglob("*") if path.is_file()}


def run(*arguments, **environment):
    """Start it in another folder with nothing in its environment but what is given."""
    command = [BUNDLE / "ws-inspector", *arguments]
    return subprocess.run(
        command, cwd="/", env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_it_tests_itself_without_home_and_environment():
    done = run("--self-test", HOME="/proc/nowhere")
    assert done.stdout.endswith("All is well.\n"), done.stdout
    assert (done.returncode, done.stderr) == (0, "")


def test_it_says_what_it_lacks_before_qt_would_abort():
    done = run()
    assert done.returncode == 1
    assert done.stderr.startswith("ws-inspector: There is no screen to show a window on")


def test_ctrl_c_is_never_answered_with_a_traceback():
    for pause in range(0, 200, 20):
        process = subprocess.Popen(
            [BUNDLE / "ws-inspector", "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Whoever runs the tests in the background ignores Ctrl-C, and so would what they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        while "/_opcode." not in Path(f"/proc/{process.pid}/maps").read_text():  # Python itself is there
            time.sleep(0.001)
        time.sleep(pause / 1000)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
        assert said in ("", "ws-inspector: Stopped by Ctrl-C before it was done.\n"), pause
        assert process.returncode in (-signal.SIGINT, 130, 0)


def test_each_library_is_needed_and_each_need_is_met(setup_module, files):
    module = setup_module("shared_libraries")
    objects = [path for name, path in files.items() if ".so" in name and not path.is_symlink()]
    wanted = set().union(*(module.needs(str(path)) for path in objects))
    names = {path.name for path in objects}
    missing = wanted - names - module.HOST - module.GLIBC
    assert {name for name in missing if not name.startswith(module.LOADER)} == set()
    libraries = {path.name for path in INSIDE.glob("lib*.so*") if not path.is_symlink()}
    assert {name for name in libraries - wanted if not name.startswith("libpython")} == set()


def test_no_library_is_looked_for_in_a_folder_of_another_machine(setup_module, files):
    headers, module = setup_module("shared_libraries").private_headers, setup_module("run_paths")
    objects = [path for name, path in files.items() if ".so" in name and not path.is_symlink()]
    assert [path.name for path in objects if module.ABSOLUTE.search(headers(str(path)))] == []


def test_no_link_leads_nowhere():
    assert [path.name for path in INSIDE.rglob("*") if path.is_symlink() and not path.exists()] == []


def test_reports_can_name_the_versions():
    names = {path.name.partition("-")[0].lower() for path in INSIDE.glob("*.dist-info")}
    assert {"pyside6_essentials", "qasync", "websockets", "apsw", "h11", "python_socketio"} <= names


def test_the_plugins_are_those_that_are_used(files):
    plugins = {name for name in files if "/plugins/" in name}
    platforms = {Path(name).stem for name in plugins if "/platforms/" in name}
    assert platforms == {"libqxcb", "libqwayland", "libqoffscreen", "libqminimal"}
    assert {"libqsvg.so", "libqsvgicon.so"} <= {Path(name).name for name in plugins}
    kinds = {name.split("/plugins/")[1].split("/")[0] for name in plugins}
    assert (
        kinds & {"tls", "networkinformation", "generic", "egldeviceintegrations", "xcbglintegrations"}
        == set()
    )


def test_no_translations_tests_or_examples_are_in_it(files):
    assert [name for name in files if "translations" in name or "/tests/" in name or "examples" in name] == []


def test_every_resource_is_in_it(files):
    resources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "resources").rglob("*")
        if path.suffix in (".svg", ".json", ".qss", ".js", ".css", ".html", ".toml")
    }
    assert resources - set(files) == set()


def test_the_licences_are_in_it(files):
    assert {"licences/LICENSE", "licences/licences.txt", "licences/certifi/LICENSE"} <= set(files)


def test_it_stays_small():
    size = sum(path.stat().st_size for path in BUNDLE.rglob("*") if path.is_file() and not path.is_symlink())
    assert size / 1e6 <= MOST_MB


def test_programs_that_it_starts_find_their_own_libraries(tmp_path):
    hook = (ROOT / "packaging" / "runtime_hook.py").read_text()
    script = hook + "\nprint(os.environ.get('LD_LIBRARY_PATH'), 'LD_LIBRARY_PATH_ORIG' in os.environ)\n"
    for before, after in (
        ({"LD_LIBRARY_PATH": "/bundle"}, "None False"),
        ({"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/own"}, "/own False"),
    ):
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=os.environ | before, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == after
