"""Regions in which municipalities work together."""
