"""Events sent to the systems of organisations (Standard Webhooks 1.0.0)."""
