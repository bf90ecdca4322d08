"""What a municipality limits or demands: per neighbourhood, per complex, per agreed number."""
