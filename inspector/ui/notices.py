"""What the window can say in its banner."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """How much a notice matters; also the style sheet's role and the icon's name."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "info"


@dataclass(frozen=True, slots=True)
class Notice:
    """What the banner says; `step` names the step that failed, `action` labels a button."""

    what: str
    hint: str = ""
    step: str = ""
    severity: Severity = Severity.ERROR
    action: str = ""
