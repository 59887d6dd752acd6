"""Registers and reports: facts out of the stores, builders that are pure, renderers at the edge."""
