"""What is in this file? Readers: one module a format, found by the registry."""
