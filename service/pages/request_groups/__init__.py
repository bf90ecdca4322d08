"""Households that live together or apart, kept up by their care provider."""
