"""What a municipality agreed about numbers, on pages."""
