"""Normal forms of what catalogues hold: pure, no I/O."""
