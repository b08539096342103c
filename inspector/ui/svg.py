"""Our icons' SVG text, and its drawing in any colour and size."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from resources import resource_path


@cache
def _text(name: str) -> bytes:
    return resource_path("icons", f"{name}.svg").read_bytes()


def recoloured(name: str, color: str) -> bytes:
    """Give an icon's SVG with `currentColor` replaced by a colour, ``#rrggbb``."""
    return _text(name).replace(b"currentColor", color.encode())


def draw(name: str, color: QColor, pixels: int) -> QPixmap:
    """Draw an icon into a square of so many device pixels."""
    # The SVG module loads only when the first icon is drawn.
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(recoloured(name, color.name())))
    image = QImage(QSize(pixels, pixels), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return QPixmap.fromImage(image)


def tinted(drawn: QPixmap, color: QColor) -> QPixmap:
    """Give an icon of one colour in another one; much quicker than reading its SVG again."""
    result = QPixmap(drawn)
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(result.rect(), color)
    painter.end()
    return result
