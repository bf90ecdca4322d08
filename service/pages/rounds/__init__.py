"""Rounds on pages."""
