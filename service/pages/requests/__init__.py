"""Requests on pages."""
