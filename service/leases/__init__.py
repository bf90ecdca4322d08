"""Leases: the contract of a placement, its parties, its term and the days that matter."""
