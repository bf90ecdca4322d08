"""The engine: joins households to places under hard rules, proves how good the plan is.

Pure: the standard library, numpy and OR-Tools; no database, no network, no clock but a deadline.
"""
