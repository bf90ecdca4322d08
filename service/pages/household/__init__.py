"""The page of a household about its own offer."""
