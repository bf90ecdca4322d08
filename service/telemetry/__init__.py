"""What an operator sees of a running program: lines and figures, and nothing of anybody in them."""
