"""Copies of the whole database, and the proof by which a restored one is known to be the same."""
