"""Properties: the addresses and sites at which places are."""
