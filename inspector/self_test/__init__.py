"""`ws-inspector --self-test`: whether this installation works here, a line for each thing it needs."""
