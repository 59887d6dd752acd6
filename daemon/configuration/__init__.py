"""The configuration: TOML files to one checked `Config`, or every problem with its place."""
