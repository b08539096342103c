"""Makes captures of what other tools exported."""

from inspector.capture.importing.files import ImportFileError, ImportResult, import_file

__all__ = ["ImportFileError", "ImportResult", "import_file"]
