"""The values of an SQL condition, by name."""

from __future__ import annotations

from typing import Literal

SqlValue = int | float | str | bytes
Supply = Literal["urls", "error", "note", "bookmark"]
"""What is not in the frame's row, and is supplied anew for each range of rows.

``urls``: JSON object of connection ids and their URLs; the others: JSON arrays of frame ids.
"""


class Binding:
    """Collects the values that a condition is run with."""

    def __init__(self) -> None:
        self.values: dict[str, SqlValue] = {}
        self.supplies: set[Supply] = set()

    def value(self, value: SqlValue) -> str:
        """Give the name of a value."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def text(self, text: bytes) -> str:
        """Give TEXT of these bytes; what is no Unicode, as a lone surrogate, can be bound as bytes only."""
        try:
            return self.value(text.decode())
        except UnicodeDecodeError:
            return f"CAST({self.value(text)} AS TEXT)"

    def supply(self, supply: Supply) -> str:
        """Give the name of what the one who runs the condition supplies."""
        self.supplies.add(supply)
        return f":{supply}"


def balanced(operator: str, conditions: list[str]) -> str:
    """Join conditions as a balanced tree: SQLite takes expressions of 1,000 levels at most."""
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    first, second = balanced(operator, conditions[:half]), balanced(operator, conditions[half:])
    return f"({first} {operator} {second})"
