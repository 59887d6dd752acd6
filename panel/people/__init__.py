"""Signing in, the PIN of the room's own panel, and the pages about people."""
