"""The words of the connection list."""

from __future__ import annotations

import html

from PySide6.QtCore import QCoreApplication

from inspector.ui.connection_items import CaptureItem, ConnectionItem, Kind, ListRow, Section, ServerItem
from inspector.ui.counts import exact_count, frames_text


def _section_title(section: Section) -> str:
    """Give a section's title."""
    return {
        Section.CONNECTIONS: _tr("CONNECTIONS"),
        Section.SERVER: _tr("LOCAL SERVER"),
        Section.CAPTURES: _tr("CAPTURES"),
    }[section]


def row_title(row: ListRow) -> str:
    """Give the text that a row shows first."""
    if isinstance(row.item, ConnectionItem | CaptureItem):
        return row.item.name
    if isinstance(row.item, ServerItem):
        return _tr("Running") if row.item.running else _tr("Stopped")
    return {
        Kind.SECTION: _section_title(row.section),
        Kind.ALL: _tr("All connections"),
        Kind.HINT: _tr("No connections yet"),
        Kind.OPEN_CAPTURE: _tr("Open a capture…"),
    }[row.kind]


def role_word(role: str) -> str:
    """Name the endpoint that this program is."""
    return _tr("server") if role == "server" else _tr("client")


def server_detail(server: ServerItem) -> str:
    """Say where the local server is, or what it is for."""
    if server.problem:
        return server.problem
    return server.url if server.running else _tr("To test against")


def server_count(server: ServerItem) -> str:
    """Count the local server's connections, with the unit."""
    if server.connections == 1:
        return _tr("1 connection")
    return _tr("{0} connections").format(exact_count(server.connections))


def spoken_text(row: ListRow) -> str:
    """Tell all that a row shows in words."""
    item = row.item
    title = row_title(row)
    if isinstance(item, ConnectionItem):
        counts = _tr("{0} sent, {1} received").format(frames_text(item.sent), exact_count(item.received))
        return ", ".join([title, role_word(item.role), str(item.state), counts, *_given(item.problem)])
    if isinstance(item, ServerItem):
        parts = [_section_title(Section.SERVER), title, server_detail(item)]
        return ", ".join(parts + ([server_count(item)] if item.running else []))
    if isinstance(item, CaptureItem):
        return ", ".join([title, *_given(item.detail), *([_tr("shown now")] if item.current else [])])
    return f"{title}, {exact_count(item)}" if item is not None else title


def tip_text(row: ListRow) -> str:
    """Explain a row and its shortcuts; URLs and reasons stay plain text."""
    item = row.item
    if isinstance(item, ConnectionItem):
        lines = [item.url, spoken_text(row)]
    elif isinstance(item, ServerItem):
        lines = [spoken_text(row), _tr("Enter starts or stops it")]
    elif isinstance(item, CaptureItem):
        lines = [item.path, item.detail]
    elif row.kind is Kind.SECTION:
        return _tr("Enter folds and unfolds")
    else:
        return ""
    # Qt guesses whether a tooltip is rich text; this one says that it is, with every character escaped.
    return f"<p style='white-space:pre-wrap'>{html.escape(chr(10).join(filter(None, lines)))}</p>"


def _given(text: str) -> list[str]:
    return [text] if text else []


def _tr(text: str) -> str:
    return QCoreApplication.translate("ConnectionList", text)
