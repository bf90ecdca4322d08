"""What comes after a no, on pages."""
