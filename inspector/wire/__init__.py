"""Bytes in, records out: frames, handshakes and their checks. No I/O here."""
