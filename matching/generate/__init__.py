"""Seeded, invented problems of any size, for tests and benchmarks. Nobody in them exists."""

from matching.generate.national import country
from matching.generate.regional import instance

__all__ = ["country", "instance"]
