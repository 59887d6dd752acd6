"""The light record index synced from the main archive system."""
