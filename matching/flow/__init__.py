"""What a flow carries, and the best plan in it."""
