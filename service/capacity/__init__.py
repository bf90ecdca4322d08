"""What care providers can carry: places in their teams, and leases in their own name."""
