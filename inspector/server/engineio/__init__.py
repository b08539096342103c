"""A server of the Engine.IO protocol, v4 and v3, on the local server's own connections."""
