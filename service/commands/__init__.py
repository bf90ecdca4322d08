"""Commands that are safe to repeat."""
