"""Bulk intake: files of places or requests, all of a file or nothing, reported by row."""
