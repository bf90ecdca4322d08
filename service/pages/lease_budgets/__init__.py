"""How many leases a care provider may hold in its own name, on pages."""
