"""Rules for the whole suite."""

import os
import signal
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from tests.support.process import HubProcess


def pytest_configure() -> None:
    """Listen to Ctrl-C and hang-up, so that whatever the tests start does as well.

    Whoever starts the tests with nohup, or from a script in the background, has them ignored, and
    every program that is started from there inherits that.
    """
    for number, usual in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGHUP, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)


def pytest_report_header() -> str:
    """Say which of the packages that are called pygame the display's tests run with."""
    names = packages_distributions().get("pygame", [])
    return "display: " + (", ".join(f"{each} {version(each)}" for each in names) or "no pygame")


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


@pytest.fixture
def hub_process(tmp_path: Path) -> Iterator[HubProcess]:
    """Run a real hub in a process of its own, on a new data folder."""
    with HubProcess(tmp_path / "data") as hub:
        yield hub
