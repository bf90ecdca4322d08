"""Who belongs to a household, on pages."""
