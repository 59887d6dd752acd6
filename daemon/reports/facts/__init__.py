"""What a report is made of: read once, with connections that can't write, then frozen."""
