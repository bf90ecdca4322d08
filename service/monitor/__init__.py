"""What can be counted of requests and places, so that it singles nobody out."""
