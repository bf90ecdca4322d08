"""All that there is about one household: to be read by it, and to be erased."""
