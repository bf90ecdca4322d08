"""What an owner agreed with care providers on contract forms."""
