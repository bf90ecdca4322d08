"""The proof: linear and whole-number optima, listed or by price."""
