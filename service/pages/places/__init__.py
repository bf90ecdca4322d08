"""Places on pages."""
