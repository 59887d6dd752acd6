"""The wire: bus engine, codec, planner, profiles, simulator. Imports nothing of ours."""
