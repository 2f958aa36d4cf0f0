from collections.abc import Iterator

import pytest
from gpiozero.pins.mock import MockFactory  # type: ignore[import-untyped]


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    """Give pins that can be driven, in a factory that is nobody's default."""
    factory = MockFactory()
    yield factory
    factory.close()
