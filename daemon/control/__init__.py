"""Decisions as pure functions over one process image: no clock, no I/O, no logging."""
