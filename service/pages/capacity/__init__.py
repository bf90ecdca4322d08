"""What the teams of a care provider can carry, on pages."""
