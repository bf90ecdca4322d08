"""By which rules and priorities a municipality lets the engine work."""
