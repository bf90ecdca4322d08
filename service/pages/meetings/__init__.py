"""The meeting about a round on pages."""
