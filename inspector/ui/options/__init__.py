"""How a connection is opened: its options, page by page."""
