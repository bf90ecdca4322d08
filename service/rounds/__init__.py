"""Rounds: a frozen view of a region's requests and places, solved, checked and written down."""
