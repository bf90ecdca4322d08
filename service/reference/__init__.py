"""Facts that every installation has: municipalities, fall-back regions, the platform itself."""
