"""Files of other makers' loggers, read into the history: bytes in, readings and rejects out."""
