"""One connection's life, from dialling to its close."""
