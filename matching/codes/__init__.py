"""The code lists that the engine reads; the service builds its own lists on the same base.

A code is stored in a column by its position and in a set of codes by its bit, so the order of
the members is part of the snapshot's format: add new members at the end.
"""
