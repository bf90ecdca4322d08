"""Trials that take longer than a page should wait: asked, worked out by a worker, read later."""
