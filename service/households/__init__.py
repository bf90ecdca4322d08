"""Households under a pseudonym."""
