"""The code lists: each code has a Dutch and an English label and, if there is one, a VERA code."""
