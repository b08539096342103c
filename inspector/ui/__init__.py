"""The window: shows rows of the capture, owns no data."""
