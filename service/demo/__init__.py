"""An invented region on real geography, and the story of its first round.

Households, homes and organisations are made up by a seeded generator and say so in their names;
`spots.py` says what of the addresses is real.
"""
