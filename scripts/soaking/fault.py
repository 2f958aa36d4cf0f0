"""What a fault is to ``scripts/prove soak``."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Fault(NamedTuple):
    """A fault that can be had again and again.

    Attributes:
        title: what happens, in a line.
        round: does it once and returns its figures in a line. Takes a folder, new and empty, for
            whatever it leaves, and the seed of all its chances; raises AssertionError when
            something did not hold.
        root: whether it needs root.
    """

    title: str
    round: Callable[[Path, int], str]
    root: bool = False
