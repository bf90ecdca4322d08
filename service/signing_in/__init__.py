"""Signing in for the pages: OpenID Connect, authorization code with PKCE."""
