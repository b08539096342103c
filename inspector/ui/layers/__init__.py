"""A message through the layers that wrote it."""
