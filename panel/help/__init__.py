"""What the words of the panel mean, the guide of the first week, the page for the wall."""
