"""records.db, the index of records: rebuildable, one writer at a time, many readers."""
