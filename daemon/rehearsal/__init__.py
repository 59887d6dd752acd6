"""What a configuration would do: on recorded readings, or live beside the active one."""
