"""Policies on pages."""
