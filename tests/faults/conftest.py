"""Fixtures of the tests of faults."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.crashes import QUICK


@pytest.fixture
def quick_path() -> Iterator[Path]:
    """Make a folder in memory, where there is one: for thousands of files that need not last."""
    with tempfile.TemporaryDirectory(prefix="galley-faults-", dir=QUICK) as folder:
        yield Path(folder)
