"""The records of the site for those who ask: index, local facts, and the climate they lived in."""
