"""What the rules say of pairs of requests and places, of one and of millions."""
