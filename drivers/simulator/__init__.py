"""Rooms with physics, served as the Modbus devices of the profiles: a process of its own.

Its wire code is its own, on purpose not pymodbus, so that the two ends can't share a bug.
"""
