"""The client's side of Socket.IO: both its layers on the session's own connections."""
