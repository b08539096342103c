"""The capture file: the only memory of what happened."""
