"""A galley-host for tests of its verbs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.host_here import HostHere


@pytest.fixture
def host(tmp_path: Path) -> Iterator[HostHere]:
    """Run a galley-host on a machine of its own."""
    with HostHere(tmp_path) as here:
        yield here
