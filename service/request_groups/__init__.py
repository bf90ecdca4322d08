"""Requests that hang together."""
