"""`--self-test` as a user starts it: a line for each check, and what it says when something is amiss."""

import re

from inspector.self_test.run import _checks

LINE = re.compile(r"(ok|FAILED) +([^:]+): .+")


def test_all_is_well_here(run):
    done = run("--self-test")
    first, *lines, last = done.stdout.splitlines()
    assert first.startswith("WebSocket Inspector ")
    assert last == "All is well."
    assert [LINE.fullmatch(line)[2] for line in lines] == [check.TITLE for check in _checks()]
    assert {LINE.fullmatch(line)[1] for line in lines} == {"ok"}
    assert done.stderr == ""
    assert done.returncode == 0


def test_it_needs_no_screen_and_no_home(run, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/proc/nowhere")
    assert run("--self-test").returncode == 0


def test_a_failed_check_is_told_and_the_others_go_on(run, monkeypatch, tmp_path):
    # With a file of settings that names no folder of fonts, fontconfig finds none.
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    done = run("--self-test")
    assert done.returncode == 1
    assert "FAILED fonts: Qt finds no font" in done.stdout
    assert done.stdout.count("\nok ") == len(_checks()) - 1
    assert done.stdout.endswith("1 failed\n")
    assert "Traceback" not in done.stderr
