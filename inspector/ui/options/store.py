"""Connection options remembered for each URL."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QSettings

from inspector.session.options import ConnectOptions
from inspector.ui.options.draft import OptionsDraft, draft_from_json, draft_to_json, without_password

_KEY = "options/remembered"
_MOST_REMEMBERED = 100


class OptionsStore:
    """The drafts of this run, secrets included, backed by settings that hold only what may be kept."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._drafts: dict[str, OptionsDraft] = {}
        self._load()

    def draft(self, url: str) -> OptionsDraft:
        """Give what was last used for this URL, else for its server, else the defaults.

        A server is scheme, host and port: a token never follows from wss:// to ws:// or to another host.
        """
        found = self._drafts.get(_key(url)) or self._of_server(url)
        if found is None:
            return OptionsDraft(ConnectOptions(url))
        return replace(found, options=replace(found.options, url=url))

    def knows(self, url: str) -> bool:
        """Tell whether something was used for this URL or its server, or chosen before any was typed."""
        return _key(url) in self._drafts or self._of_server(url) is not None

    def remember(self, draft: OptionsDraft) -> None:
        """Keep a draft for its URL, as the most recent one."""
        key = _key(draft.options.url)
        self._drafts.pop(key, None)
        self._drafts[key] = draft
        while len(self._drafts) > _MOST_REMEMBERED:
            self._drafts.pop(next(iter(self._drafts)))
        self._save()

    def _of_server(self, url: str) -> OptionsDraft | None:
        server = _server(url)
        if not server:
            return self._drafts.get("")
        same = (draft for key, draft in reversed(self._drafts.items()) if _server(key) == server)
        return next(same, self._drafts.get(""))

    def bind_unaddressed(self, url: str) -> None:
        """Give what was chosen before a URL was typed to the URL that was typed then."""
        draft = self._drafts.pop("", None)
        if draft is not None and _key(url) not in self._drafts:
            self.remember(replace(draft, options=replace(draft.options, url=url)))

    def _load(self) -> None:
        try:
            remembered: list[list[Any]] = json.loads(str(self._settings.value(_KEY, "[]")))
            for url, values in remembered:
                self._drafts[url] = draft_from_json(values, url)
        except (TypeError, ValueError, KeyError, AttributeError):
            # Written by another hand or an older version: start with the defaults.
            self._drafts.clear()

    def _save(self) -> None:
        remembered = [[url, draft_to_json(draft)] for url, draft in self._drafts.items() if url]
        self._settings.setValue(_KEY, json.dumps(remembered))


def _key(url: str) -> str:
    return without_password(url.strip())


def _server(url: str) -> str:
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname}:{parts.port}" if parts.hostname else ""
    except ValueError:
        return ""
