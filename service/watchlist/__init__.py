"""What must not be forgotten: who waits too long, and which homes end or are to be looked at."""
