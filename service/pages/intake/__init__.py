"""Files on pages."""
