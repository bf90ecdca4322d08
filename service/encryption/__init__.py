"""What is kept unreadable: encrypted with keys that stand outside the database."""
