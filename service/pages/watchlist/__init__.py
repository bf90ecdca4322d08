"""The watch list on pages."""
