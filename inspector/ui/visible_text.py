"""Hostile text made harmless for a list: on one line, nothing invisible, nothing that reorders the rest."""

from __future__ import annotations

from inspector.payloads import visible as payloads

_ARROWS = str.maketrans("\t\n", "⇥↵")
"""What is common in text takes no more than a character."""


def visible(text: str) -> str:
    """Show tab and line feed as arrows, and all else that is hidden by its name, as in a payload."""
    return text if text.isprintable() else payloads.visible(text.translate(_ARROWS))
