"""All captures in a window of their own."""
