"""What happened, told to those whom it concerns."""
