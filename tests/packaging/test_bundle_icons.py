"""The icon files of the systems: what is written is read back by others."""

import struct
import subprocess

import pytest
from PySide6.QtGui import QImage, QImageReader

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def module(setup_module, qapp):
    return setup_module("program_icons")


@pytest.mark.parametrize("pixels", [16, 22, 48, 512])
def test_a_png_has_its_size_and_is_not_empty(module, pixels):
    image = QImage.fromData(module.png(pixels))
    assert (image.width(), image.height()) == (pixels, pixels)
    assert image.pixelColor(pixels // 2, pixels // 8).alpha() == 255
    assert image.pixelColor(0, 0).alpha() < 128


def test_the_ico_holds_every_size(module, tmp_path):
    reader = QImageReader(str(module.write_ico(tmp_path / "made" / "icon.ico")))
    sizes = []
    for index in range(reader.imageCount()):
        assert reader.jumpToImage(index)
        sizes.append(reader.read().width())
    assert tuple(sizes) == module.ICO_SIZES


def test_the_icns_is_a_list_of_png_files_with_their_lengths(module, tmp_path):
    content = module.write_icns(tmp_path / "icon.icns").read_bytes()
    kind, length = struct.unpack_from(">4sI", content)
    assert (kind, length) == (b"icns", len(content))
    place, found = 8, {}
    while place < length:
        kind, size = struct.unpack_from(">4sI", content, place)
        found[kind] = QImage.fromData(content[place + 8 : place + size]).width()
        assert content[place + 8 :].startswith(PNG)
        place += size
    assert found == module.ICNS_TYPES


def test_a_process_without_a_window_can_draw_them(module, tmp_path):
    import sys

    script = "import program_icons; print(len(program_icons.png(64)))"
    folder = module.__file__.rpartition("/")[0]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 500
