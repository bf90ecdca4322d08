"""Where things are: addresses looked up, points checked, searches, reference systems."""
