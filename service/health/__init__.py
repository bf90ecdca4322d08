"""Whether the program can do its work."""
