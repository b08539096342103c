"""Why a payload is no Engine.IO or Socket.IO packet."""

from __future__ import annotations


class PacketError(Exception):
    """A payload that cannot be read as packets; the text is one clear sentence."""
