"""Requests of care providers for a home."""
