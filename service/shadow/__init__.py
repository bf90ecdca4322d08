"""A municipality's own decisions beside the engine's, before anybody trusts it."""
