"""The municipalities of the Netherlands, to read."""
