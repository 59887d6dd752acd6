"""A month of simulated history for the demonstration: the rooms' physics, quicker than life.

It goes through the same stores as real readings, and the site says on every screen and paper that
it is simulated.
"""
