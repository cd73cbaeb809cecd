"""Signing in and out: the form, the routes that open and close a session, the gates."""
