"""Proposals: what the engine proposes and a named official of the municipality decides on."""
