"""Links by which a household reads and answers its own offer, without an account."""
