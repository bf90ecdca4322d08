"""Proposals on pages."""
