"""What the desktop is told: entry, MIME type, metadata, manual page and the package's control file."""

import configparser
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from inspector import __version__, app, arguments
from inspector.capture import schema
from inspector.capture_word import SUFFIX

LINUX = Path(__file__).resolve().parents[2] / "packaging" / "linux"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture
def facts(setup_module):
    return setup_module("program_facts")


@pytest.fixture
def entry():
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(LINUX / "websocket-inspector.desktop")
    return parser["Desktop Entry"]


@pytest.fixture
def metadata(facts):
    return ET.parse(LINUX / f"{facts.METAINFO_NAME}.metainfo.xml").getroot()


def check(program, *arguments):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_entry_is_valid():
    assert check("desktop-file-validate", LINUX / "websocket-inspector.desktop") == ""


def test_the_metadata_is_valid(facts):
    check("appstreamcli", "validate", "--no-net", LINUX / f"{facts.METAINFO_NAME}.metainfo.xml")


def test_the_entry_belongs_to_the_window(facts, entry):
    assert facts.DESKTOP_NAME == app.NAME == entry["Icon"] == entry["StartupWMClass"]
    assert entry["Exec"] == f"{facts.COMMAND} %u"


def test_links_and_captures_are_opened(facts, entry, metadata):
    types = [facts.CAPTURE_TYPE, "x-scheme-handler/ws", "x-scheme-handler/wss"]
    assert entry["MimeType"].strip(";").split(";") == types
    assert [one.text for one in metadata.findall("provides/mediatype")] == types


def test_the_metadata_names_this_version_and_this_entry(facts, metadata):
    assert metadata.find("releases/release").get("version") == __version__
    assert metadata.findtext("launchable") == f"{facts.DESKTOP_NAME}.desktop"
    assert metadata.findtext("id") == facts.BUNDLE_IDENTIFIER


def test_a_capture_is_known_by_its_ending_and_by_its_bytes(facts):
    kind = ET.parse(LINUX / "websocket-inspector.xml").getroot().find(f"{MIME}mime-type")
    assert kind.get("type") == facts.CAPTURE_TYPE
    assert kind.find(f"{MIME}glob").get("pattern") == f"*{SUFFIX}" == f"*{facts.CAPTURE_SUFFIX}"
    inner = kind.find(f"{MIME}magic/{MIME}match/{MIME}match")
    assert (inner.get("offset"), int(inner.get("value"), 16)) == ("68", schema.APPLICATION_ID)


def test_the_type_of_a_real_capture_is_found(facts, tmp_path, monkeypatch):
    from inspector.capture.store import Capture

    packages = tmp_path / "mime" / "packages"
    packages.mkdir(parents=True)
    shutil.copy(LINUX / "websocket-inspector.xml", packages)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    check("update-mime-database", tmp_path / "mime")
    Capture.create(tmp_path / "named.wscap").close()
    shutil.copy(tmp_path / "named.wscap", tmp_path / "unnamed")
    for name in ("named.wscap", "unnamed"):
        told = check("gio", "info", "--attributes", "standard::content-type", tmp_path / name)
        assert told.rstrip().endswith(facts.CAPTURE_TYPE)


def test_the_manual_page_is_read_without_a_warning(setup_module, tmp_path):
    page = tmp_path / "ws-inspector.1"
    page.write_text(setup_module("manual_page").manual_page())
    if shutil.which("groff") is None:
        pytest.skip("groff is not installed")
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-k", page], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_the_manual_page_has_every_option_of_every_command(setup_module):
    module = setup_module("manual_page")
    page = module.manual_page().replace(r"\-", "-")
    for parser in (arguments.window_parser(), *(make() for make in module.COMMANDS.values())):
        for action in parser._actions:
            assert all(rf"\fB{name}\fR" in page for name in action.option_strings if name != "-h")


def test_the_manual_page_has_every_command(setup_module):
    from inspector.__main__ import _COMMANDS

    assert set(setup_module("manual_page").COMMANDS) == set(_COMMANDS)


def test_roff_takes_no_text_for_a_request(setup_module):
    escaped = setup_module("manual_page").escaped
    assert escaped(".hidden") == r"\&.hidden"
    assert escaped(r"a\b-c") == r"a\eb\-c"


def test_every_bundled_package_has_its_licence(setup_module):
    files = setup_module("licences").licence_files()
    assert all(Path(source).is_file() for source, _ in files)
    folders = {re.sub(r"^licences/?", "", folder) for _, folder in files}
    assert {"", "websockets", "certifi", "cryptography", "apsw"} <= folders
