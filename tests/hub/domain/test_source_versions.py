"""Which state of an order its sender takes for the later one."""

import pytest

from hub.domain.source_versions import is_older


@pytest.mark.parametrize(
    ("version", "than", "older"),
    [
        (1, 3, True),
        (3, 3, False),
        ("9", 10, True),
        ("10", "9", False),
        ("2.5", 3, True),
        ("2026-12-01T10:00:00Z", "2026-12-01T12:30:00+02:00", True),
        ("2026-12-01T12:00:00+02:00", "2026-12-01T10:00:00Z", False),
        ("b", "c", False),
        (1, "2026-12-01T10:00:00Z", False),
        (1, None, False),
        ("2026-12-01T10:00:00", "2026-12-02T10:00:00Z", False),
    ],
)
def test_versions_are_numbers_or_times(version: int | str, than: object, older: bool) -> None:
    assert is_older(version, than) is older
