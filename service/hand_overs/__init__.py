"""After every yes a landlord opens who comes: for a purpose, for a day, and on record."""
