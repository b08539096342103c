"""What the program is called, in one place, for everything that packs it."""

from __future__ import annotations

import sys

from environment import ROOT

sys.path.insert(0, str(ROOT))

from inspector import __version__

VERSION = __version__
NAME = "WebSocket Inspector"
COMMAND = "ws-inspector"
DESKTOP_NAME = "websocket-inspector"
"""The name of the desktop entry, which is also what Qt tells the window system."""
BUNDLE_IDENTIFIER = "org.websocket_inspector.WebSocketInspector"
METAINFO_NAME = BUNDLE_IDENTIFIER
CAPTURE_SUFFIX = ".wscap"
CAPTURE_TYPE = "application/vnd.websocket-inspector.capture"
"""The MIME type of a capture: a SQLite database with an `application_id` of its own."""
DIST = ROOT / "dist"
BUILD = ROOT / "build" / "bundle"
