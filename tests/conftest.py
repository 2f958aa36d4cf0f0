"""Rules for the whole suite."""

import os
import signal
import sys
from collections.abc import Generator, Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import effort
from tests.support.copier import Copier
from tests.support.process import HubProcess

if TYPE_CHECKING:
    from types import FrameType

pytest_plugins = ["tests.support.limits"]

effort.load_profile()

_STARTS_PROGRAMS = ("system", "long", "timing", "root", "smoke")
_started: list[str] = []


def _note_program(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen" and not _is_galleys_own():
        _started.append(f"{arguments[1]}")


def _is_galleys_own() -> bool:
    """Tell what Galley starts, such as the copy of a backup, from what a test starts."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(("hub.", "display.")):
            return True
        frame = frame.f_back
    return False


def pytest_configure() -> None:
    """Listen to Ctrl-C and hang-up, so that whatever the tests start does as well.

    Whoever starts the tests with nohup, or from a script in the background, has them ignored, and
    every program that is started from there inherits that.
    """
    sys.addaudithook(_note_program)
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
    """Put the files that take longest first; deselect what needs root in a process that isn't.

    Deselected, not skipped: nothing in the test's surroundings is missing, somebody else has to
    run it.
    """
    longest: dict[Path, tuple[float, bool]] = {}
    for item in items:
        longest[item.path] = max(longest.get(item.path, (0.0, False)), _length(item))
    items.sort(key=lambda item: longest[item.path], reverse=True)
    if os.geteuid() == 0 or config.option.collectonly:
        return
    left_out = [item for item in items if item.get_closest_marker("root")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _length(item: pytest.Item) -> tuple[float, bool]:
    """Guess how long a test takes: whoever needs more time than is usual says so."""
    timeout = item.get_closest_marker("timeout")
    return (timeout.args[0] if timeout else 0.0), item.get_closest_marker("system") is not None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup() -> Generator[None]:
    """Forget what the tests before this one have started."""
    _started.clear()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Keep programs out of the tests of every run: a hundred of them would take a minute."""
    yield
    if _started and not any(map(item.get_closest_marker, _STARTS_PROGRAMS)):
        started = "\n".join(each[:120] for each in _started)
        pytest.fail(f"it starts programs, so mark it system:\n{started}", pytrace=False)


@pytest.fixture
def copier(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Copier:
    """Have the next backup's copying process stop; asked for before the hub is started."""
    copier = Copier(tmp_path_factory.mktemp("copier"))
    monkeypatch.setenv("PYTHONPATH", str(copier.path), prepend=os.pathsep)
    return copier


@pytest.fixture
def hub_process(tmp_path: Path) -> Iterator[HubProcess]:
    """Run a real hub in a process of its own, on a new data folder."""
    with HubProcess(tmp_path / "data") as hub:
        yield hub
