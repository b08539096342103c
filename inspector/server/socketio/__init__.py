"""A Socket.IO server, protocol v5 and v4, on top of the Engine.IO server."""
