"""Agreements between owners and care providers."""
