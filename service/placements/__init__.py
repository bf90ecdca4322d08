"""Placements: a household on a place, held from the approval on, until it ends."""
