"""The record of what was done and read: only ever added to, and sealed so that it shows."""
