"""Catalogues in files: a watched folder, a stable copy, one reader a format, rows to pages."""
