"""Two payloads side by side, and where they differ."""
