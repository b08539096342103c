"""When frames came, drawn above the log."""
