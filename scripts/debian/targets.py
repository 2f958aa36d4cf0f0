"""The machines that packages are made for: Raspberry Pi OS and Debian, 64 bit."""

from itertools import product
from typing import NamedTuple

_MACHINES = {"arm64": "aarch64", "amd64": "x86_64"}


class Suite(NamedTuple):
    """A release of Debian, and of Raspberry Pi OS with it.

    Attributes:
        name: Debian's name of it.
        number: Debian's number of it.
        python: the version of its Python.
        has_lgpio: whether its Raspberry Pi OS brings ``python3-lgpio`` for that Python, and PyPI no
            wheel.
    """

    name: str
    number: int
    python: str
    has_lgpio: bool

    def version(self, version: str) -> str:
        """Return a package's version; a younger suite's is the newer one, as apt compares them."""
        return f"{version}~deb{self.number}"


class Target(NamedTuple):
    """One kind of machine.

    Attributes:
        suite: what it runs.
        architecture: Debian's name of its processor.
    """

    suite: Suite
    architecture: str

    @property
    def machine(self) -> str:
        """The processor, as wheels name it."""
        return _MACHINES[self.architecture]


BOOKWORM = Suite("bookworm", 12, "3.11", has_lgpio=False)
TRIXIE = Suite("trixie", 13, "3.13", has_lgpio=True)
SUITES = (BOOKWORM, TRIXIE)
TARGETS = tuple(Target(*each) for each in product(SUITES, _MACHINES))
