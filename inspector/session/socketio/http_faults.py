"""What can be wrong with an HTTP exchange."""

from __future__ import annotations


class HttpError(Exception):
    """An exchange failed after it was connected."""

    def __init__(self, what: str, hint: str = "", *, unanswered: bool = False) -> None:
        super().__init__(what)
        self.what = what
        """One sentence: what failed."""
        self.hint = hint
        """One sentence: what to try. May be empty."""
        self.unanswered = unanswered
        """Not one byte of a response came."""
