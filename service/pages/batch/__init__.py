"""Several decisions at once on pages."""
