"""The sync engine: one source read through, guarded, into the index, and a report of it."""
