"""Drafts of options for tests."""

from inspector.ui.options.draft import HeaderRow, OptionsDraft


def draft_for(options):
    """Make a draft in which every header is on."""
    return OptionsDraft(options, tuple(HeaderRow(True, name, value) for name, value in options.headers))
