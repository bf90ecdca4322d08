"""The columns of the files that are taken in."""
