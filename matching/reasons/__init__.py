"""Why, why not, and what one change would bring."""
