"""Mandates: a municipality lets another decide for it."""
