"""What is kept on disk: the history of readings."""
