"""The colours and sizes of a theme, read from its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from string import Template

from PySide6.QtGui import QColor, QPalette

from resources import resource_path

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "alternate",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "primary_text",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "border_strong",
    QPalette.ColorRole.Shadow: "shadow",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "selection_text",
    QPalette.ColorRole.Accent: "primary",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "control",
    QPalette.ColorRole.ToolTipBase: "tooltip",
    QPalette.ColorRole.ToolTipText: "text",
}
_DISABLED = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
    QPalette.ColorRole.PlaceholderText,
)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one theme by what they mean, each as ``#rrggbb``."""

    name: str
    dark: bool
    colors: dict[str, str]


def load_scheme(name: str) -> Scheme:
    """Read the palette file of a theme, ``light`` or ``dark``."""
    loaded = json.loads(resource_path("themes", f"{name}.json").read_text(encoding="utf-8"))
    return Scheme(loaded["name"], loaded["dark"], loaded["colors"])


def load_metrics() -> dict[str, int]:
    """Read the sizes that all themes share, in pixels before the screen's scaling."""
    metrics: dict[str, int] = json.loads(resource_path("themes", "metrics.json").read_text(encoding="utf-8"))
    return metrics


def qt_palette(scheme: Scheme) -> QPalette:
    """Fill Qt's palette, for all that the style sheet leaves to the style."""
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(scheme.colors[name]))
    palette.setColor(
        QPalette.ColorGroup.Inactive,
        QPalette.ColorRole.Highlight,
        QColor(scheme.colors["selection_inactive"]),
    )
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(scheme.colors["disabled"]))
    return palette


def style_sheet(scheme: Scheme, metrics: dict[str, int], mono_family: str) -> str:
    """Fill the style sheet's placeholders; an unknown one raises `KeyError`."""
    template = Template(resource_path("themes", "style.qss").read_text(encoding="utf-8"))
    sizes = {f"px_{name}": f"{pixels}px" for name, pixels in metrics.items()}
    return template.substitute(scheme.colors, **sizes, theme=scheme.name, mono=mono_family)
