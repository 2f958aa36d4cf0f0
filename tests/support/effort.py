"""How much is tried: a little in each run, much in ``scripts/prove``."""

import os

from hypothesis import HealthCheck, settings

THOROUGH = os.environ.get("GALLEYTEST_THOROUGH") == "1"
"""Whether it is ``scripts/prove`` that runs the tests."""


def tries(quick: int, thorough: int) -> int:
    """Choose a number of tries.

    Args:
        quick: for every run.
        thorough: for ``scripts/prove``.
    """
    return thorough if THOROUGH else quick


def load_profile() -> None:
    """Have hypothesis search as long as it is wanted now.

    It measures no time: how long an example takes is up to what else the machine does.
    """
    settings.register_profile(
        "galley",
        max_examples=tries(25, 1000),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("galley")
