"""What must be so before the program serves or works."""
