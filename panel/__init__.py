"""The web panel: pages, live events, health endpoints. Sees ports, never the application object."""
