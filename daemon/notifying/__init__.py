"""Telling people outside of the alarms: what is due, its durable queue, the ways to send it."""
