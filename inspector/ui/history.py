"""What was typed before: URLs and sent messages, most recent first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSettings, QStringListModel, Signal

from inspector.ui.options.draft import without_password

_URLS_KEY = "history/urls"
_SENT_KEY = "history/sent"
_MOST_URLS = 50
_MOST_SENT = 200
_LARGEST_KEPT = 64 * 1024
"""Longer drafts are remembered until the program ends, but not in the settings."""


class UrlHistory(QObject):
    """URLs that were connected to; `model` serves the URL field and its completion."""

    changing = Signal()
    changed = Signal()

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self.model = QStringListModel(_strings(settings.value(_URLS_KEY, "[]"))[:_MOST_URLS])

    def urls(self) -> list[str]:
        """Give all URLs, most recent first."""
        return self.model.stringList()

    def add(self, url: str) -> None:
        """Put a URL first; a password in it is not remembered."""
        kept = without_password(url.strip())
        if kept:
            self._replace([kept, *(other for other in self.urls() if other != kept)][:_MOST_URLS])

    def remove(self, url: str) -> None:
        """Forget a URL."""
        self._replace([other for other in self.urls() if other != url])

    def clear(self) -> None:
        """Forget all URLs."""
        self._replace([])

    def _replace(self, urls: list[str]) -> None:
        self.changing.emit()
        self.model.setStringList(urls)
        self.changed.emit()
        self._settings.setValue(_URLS_KEY, json.dumps(urls))


@dataclass(frozen=True, slots=True)
class SentEntry:
    """One message as it was typed: the composer's mode and its draft."""

    mode: str
    draft: str
    kind: str = ""
    """``text`` or ``binary`` where the person can choose; else empty."""

    @property
    def title(self) -> str:
        """The draft on one line, cut for a list."""
        return " ".join(self.draft[:400].split())[:200]


class SentHistory:
    """Messages that were sent, most recent first."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._entries = list(_entries(settings.value(_SENT_KEY, "[]")))[:_MOST_SENT]

    def entries(self) -> list[SentEntry]:
        """Give all entries, most recent first."""
        return list(self._entries)

    def add(self, entry: SentEntry) -> None:
        """Put an entry first; the same one further down goes away."""
        if not entry.draft:
            return
        others = (other for other in self._entries if other != entry)
        self._entries = [entry, *others][:_MOST_SENT]
        self._save()

    def remove(self, entry: SentEntry) -> None:
        """Forget an entry."""
        self._entries = [other for other in self._entries if other != entry]
        self._save()

    def clear(self) -> None:
        """Forget all entries."""
        self._entries = []
        self._save()

    def _save(self) -> None:
        short = [[one.mode, one.draft, one.kind] for one in self._entries if len(one.draft) <= _LARGEST_KEPT]
        self._settings.setValue(_SENT_KEY, json.dumps(short))


def _read_list(stored: object) -> list[object]:
    try:
        value = json.loads(str(stored))
    except ValueError:
        return []
    return value if isinstance(value, list) else []


def _strings(stored: object) -> list[str]:
    return [item for item in _read_list(stored) if isinstance(item, str)]


def _entries(stored: object) -> Iterable[SentEntry]:
    for item in _read_list(stored):
        if isinstance(item, list) and len(item) == 3 and all(isinstance(part, str) for part in item):
            yield SentEntry(*item)
