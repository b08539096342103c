"""How layers are named and told in the view."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.payloads.layer_records import Layer, LayerKind, Layers
from inspector.ui.sizes import exact_bytes


def colour_of(kind: LayerKind) -> str:
    """Give the theme's name of a layer's colour."""
    return f"layer_{kind.value}"


def ground_of(kind: LayerKind) -> str:
    """Give the theme's name of the ground behind a layer's bytes."""
    return f"layer_{kind.value}_ground"


def size_text(layer: Layer) -> str:
    """Tell what a layer adds, or what the application sends."""
    own = layer.kind in (LayerKind.APPLICATION, LayerKind.RAW)
    return exact_bytes(layer.size) if own else f"+ {exact_bytes(layer.size)}"


def sum_text(layers: Layers) -> str:
    """Tell how much of a message is the application's, in one sentence."""
    own = sum(layer.size for layer in layers.layers if layer.kind is LayerKind.APPLICATION)
    if any(layer.kind is LayerKind.RAW for layer in layers.layers):
        return _tr("{0} in all; not all of it could be decoded").format(exact_bytes(layers.total))
    overhead = layers.total - own
    share = QLocale().toString(round(100 * overhead / layers.total)) if layers.total else "0"
    return _tr("{0} in all: {1} of the application, {2} around it ({3}\u00a0%)").format(
        exact_bytes(layers.total), exact_bytes(own), exact_bytes(overhead), share
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayersView", text)
