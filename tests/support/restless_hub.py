"""A hub that tidies up every second. Run in the place of ``galley-hub``."""

import sys

from hub.__main__ import main
from hub.upkeep import maintenance

RESTLESS_HUB = (sys.executable, "-m", "tests.support.restless_hub")

EVERY = 1.0

if __name__ == "__main__":
    maintenance.EVERY = EVERY
    sys.exit(main())
