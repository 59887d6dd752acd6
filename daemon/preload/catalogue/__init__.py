"""A generated catalogue for the demonstration: what a county's staffing office could have filed.

Every unit, number and title is made up by rules from a seed; nobody is named. It is laid out as the
files that a main system would export, and read like those of a real one.
"""
