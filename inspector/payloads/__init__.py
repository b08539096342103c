"""Bytes to readable text, one small file per format."""
