"""Rules for the whole suite."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests marked ``root`` in a process that isn't root.

    Deselected, not skipped: nothing in the test's surroundings is missing, somebody else has to
    run it. ``--collect-only`` still lists them, which is how scripts/test names what it left out.
    """
    if os.geteuid() == 0 or config.option.collectonly:
        return
    left_out = [item for item in items if item.get_closest_marker("root")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
