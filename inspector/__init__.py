"""WebSocket Inspector: the truth of the wire, live."""

__version__ = "0.1.0"
