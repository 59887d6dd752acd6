"""How properties draw their examples: in the suite always the same ones, in a campaign new ones.

A busy machine is no failure: there is no deadline.
"""

import os

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]
settings.register_profile("suite", derandomize=True, deadline=None, suppress_health_check=SLOW)
settings.register_profile("campaign", deadline=None, suppress_health_check=SLOW)
settings.load_profile("campaign" if "CAMPAIGN" in os.environ else "suite")
