"""Offers: after an approval the owner, the household and a receiving municipality say yes or no."""
