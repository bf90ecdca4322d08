"""Trials at the table on pages."""
