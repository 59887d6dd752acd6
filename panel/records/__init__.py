"""The pages of the records: found, shelved, lent, counted, synced."""
