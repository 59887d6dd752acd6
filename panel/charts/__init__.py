"""Charts: trends over hours and years, the state of the air, the small lines beside values."""
