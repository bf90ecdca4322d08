"""Who comes to live in a place, on pages."""
