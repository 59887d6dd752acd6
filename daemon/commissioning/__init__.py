"""Commissioning: changing the configuration while the site runs, and looking at its devices."""
