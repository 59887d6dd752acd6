"""Alarms by ISA-18.2 (IEC 62682): conditions, state table, engine; pure, state in and state out."""
