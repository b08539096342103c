"""Takes a capture, or a part of it, to other tools."""

from inspector.capture.exporting.formats import FORMATS, ExportResult, Format, export, export_to, format_named
from inspector.capture.exporting.message_file import export_message
from inspector.capture.exporting.output import ExportError
from inspector.capture.exporting.selection import EVERYTHING, Selection

__all__ = [
    "EVERYTHING",
    "FORMATS",
    "ExportError",
    "ExportResult",
    "Format",
    "Selection",
    "export",
    "export_message",
    "export_to",
    "format_named",
]
