"""Offers on pages."""
