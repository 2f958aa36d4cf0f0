"""A machine on which Galley has been installed, once for all tests of a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.containers import Container
from tests.support.installer import downloads, installed_once


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Make folders for what is brought to the machine, by where they are mounted."""
    return downloads(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def layers(given: dict[str, Path]) -> Iterator[tuple[Path, ...]]:
    """Install Galley, and shut the machine down again."""
    with installed_once(given) as layers:
        yield layers


@pytest.fixture
def machine(layers: tuple[Path, ...], given: dict[str, Path]) -> Iterator[Container]:
    """Boot the machine that has been installed."""
    with Container(layers, binds=given) as machine:
        yield machine
