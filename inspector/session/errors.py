"""What a session refuses, in one sentence for the person."""

from __future__ import annotations


class SessionError(Exception):
    """Something was asked for that cannot be done; the text says what and what to do."""
