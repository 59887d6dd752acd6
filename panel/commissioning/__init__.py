"""Commissioning at the panel: the configuration files, and the devices on the wire."""
