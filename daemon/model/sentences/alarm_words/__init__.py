"""What people read about each alarm: one file a topic."""
