"""The embedded local server to test against."""
