"""The monitor as pictures."""
