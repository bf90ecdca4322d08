"""Coordinates, addresses and boundaries of the Netherlands; knows neither the service nor the
engine and has no database."""
