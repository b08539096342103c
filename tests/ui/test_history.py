"""What was typed before comes back after a restart, and nothing that must not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings

from inspector.ui.history import SentEntry, SentHistory, UrlHistory
from inspector.ui.sent_walk import SentWalk


@pytest.fixture
def settings(tmp_path, qapp):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def test_urls_are_kept_most_recent_first_and_once(settings):
    history = UrlHistory(settings)
    for url in ("ws://a/", "ws://b/", "ws://a/"):
        history.add(url)
    settings.sync()
    assert UrlHistory(settings).urls() == ["ws://a/", "ws://b/"]


def test_at_most_fifty_urls_are_kept(settings):
    history = UrlHistory(settings)
    for number in range(60):
        history.add(f"ws://host/{number}")
    assert len(history.urls()) == 50
    assert history.urls()[0] == "ws://host/59"


def test_a_password_in_a_url_is_not_kept(settings):
    history = UrlHistory(settings)
    history.add("wss://me:secret@host:8443/path?q=1")
    assert history.urls() == ["wss://me@host:8443/path?q=1"]
    settings.sync()
    assert "secret" not in str(settings.value("history/urls"))


def test_a_url_can_be_forgotten(settings):
    history = UrlHistory(settings)
    history.add("ws://a/")
    history.add("ws://b/")
    history.remove("ws://b/")
    assert UrlHistory(settings).urls() == ["ws://a/"]
    history.clear()
    assert UrlHistory(settings).urls() == []


@pytest.mark.parametrize("stored", ["not json", '{"a": 1}', "[1, null]", ""])
def test_settings_written_by_another_hand_are_no_history(settings, stored):
    settings.setValue("history/urls", stored)
    settings.setValue("history/sent", stored)
    assert UrlHistory(settings).urls() == []
    assert SentHistory(settings).entries() == []


def test_sent_messages_come_back_as_typed(settings):
    history = SentHistory(settings)
    typed = SentEntry("json", '{"a": "‖ é\u00a0\n"}', "text")
    history.add(SentEntry("hex", "48 65", "binary"))
    history.add(typed)
    history.add(SentEntry("text", "", "text"))
    settings.sync()
    assert SentHistory(settings).entries() == [typed, SentEntry("hex", "48 65", "binary")]


def test_a_long_draft_stays_out_of_the_settings(settings):
    history = SentHistory(settings)
    history.add(SentEntry("text", "x" * 70_000, "text"))
    assert len(history.entries()) == 1
    assert SentHistory(settings).entries() == []


def test_a_title_is_one_short_line():
    title = SentEntry("text", "a\n b " + "x" * 1000).title
    assert title.startswith("a b x")
    assert len(title) == 200


def test_the_walk_ends_where_it_began(settings):
    history = SentHistory(settings)
    first, second = SentEntry("text", "1", "text"), SentEntry("hex", "02", "binary")
    unsent = SentEntry("text", "draft", "text")
    history.add(first)
    history.add(second)
    walk = SentWalk(history)
    assert walk.newer() is None
    assert walk.older(unsent) == second
    assert walk.older(second) == first
    assert walk.older(first) is None
    assert walk.newer() == second
    assert walk.newer() == unsent
    assert walk.newer() is None


def test_after_sending_the_walk_passes_what_is_still_shown(settings):
    history = SentHistory(settings)
    first, second = SentEntry("text", "1", "text"), SentEntry("text", "2", "text")
    history.add(first)
    history.add(second)
    assert SentWalk(history).older(second) == first
