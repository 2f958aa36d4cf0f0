"""Fixtures of the tests of faults."""

import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crashes import QUICK

# What they start was published for this processor only; scripts/needs.sh says what is left out.
collect_ignore = (
    [] if platform.machine() == "x86_64" else ["test_autobahn.py", "test_fuzzed_frames.py"]
)


@pytest.fixture
def quick_path() -> Iterator[Path]:
    """Make a folder in memory, where there is one: for thousands of files that need not last."""
    with tempfile.TemporaryDirectory(prefix="galley-faults-", dir=QUICK) as folder:
        yield Path(folder)
