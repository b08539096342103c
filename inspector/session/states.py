"""The state of a connection, and what may follow what (RFC 6455 §7.1)."""

from __future__ import annotations

from collections.abc import Callable

from inspector.session.errors import SessionError
from inspector.session.events import State

TRANSITIONS = {
    State.CONNECTING: {State.OPEN, State.CLOSED},
    State.OPEN: {State.CLOSING, State.CLOSED},
    State.CLOSING: {State.CLOSED},
    State.CLOSED: {State.CONNECTING},
}


def not_open(state: State) -> SessionError:
    """Give what is said of an action that needs an OPEN connection."""
    return SessionError(f"The connection is {state}, and this needs an OPEN one: connect first.")


class StateMachine:
    """Goes from state to state, and says so; it begins CLOSED."""

    def __init__(self, changed: Callable[[State], None]) -> None:
        self.state = State.CLOSED
        self._changed = changed

    def to(self, state: State) -> None:
        """Go to a state that may follow this one; to stay where it is says nothing."""
        if state is self.state:
            return
        if state not in TRANSITIONS[self.state]:
            raise AssertionError(f"{self.state} must not become {state}")
        self.state = state
        self._changed(state)
