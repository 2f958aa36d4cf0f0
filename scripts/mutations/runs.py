"""Running tests in a copy of the tree, in a process that has the libraries loaded already."""

import importlib
import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

LONGEST_TEST = 10
"""Seconds for one test; a bug that makes a test wait for ever has been noticed."""

LONGEST_RUN = 60
"""Seconds for a whole run, where not even the test's own limit ends it."""

_OURS = {"hub", "display", "tests", "scripts"}
_LIBRARIES = (
    "aiohttp.web",
    "aiosqlite",
    "cryptography.x509",
    "hypothesis.stateful",
    "msgspec",
    "prometheus_client",
    "zeroconf.asyncio",
)

# It takes longer to load than most tests to run, and is for whole programs.
_PLUGINS_LEFT_OUT = ("schemathesis",)


class RunResult(NamedTuple):
    """How a run of tests came out.

    Attributes:
        status: pytest's exit status; None when it had to be ended, or ended by a signal.
        passed: ids of the tests that did.
        failed: ids of the tests that did not.
        seconds: that it took.
        said: what it printed.
    """

    status: int | None
    passed: tuple[str, ...]
    failed: tuple[str, ...]
    seconds: float
    said: str


def load_libraries() -> None:
    """Load what tests and program need of others, once for all runs; nothing of the tree's own."""
    for name in _LIBRARIES:
        # Not every tree's tests need each of them.
        with suppress(ImportError):
            importlib.import_module(name)
    for each in entry_points(group="pytest11"):
        if each.name not in _PLUGINS_LEFT_OUT:
            each.load()


class Run:
    """Tests that run in a copy, in a process of their own.

    Args:
        copy: the copy's root.
        tests: ids for pytest.
        folder: for the run's own files; must be there.
        whole: go on after a failure.
    """

    def __init__(self, copy: Path, tests: Sequence[str], folder: Path, *, whole: bool) -> None:
        self._log = folder / "said"
        self._notes = folder / "notes.json"
        self._notes.unlink(missing_ok=True)
        self._began = time.monotonic()
        # Forked, not started: loading the libraries anew would take longer than most tests.
        self._pid = os.fork()
        if self._pid == 0:
            asked = [f"--basetemp={folder / 'tmp'}", *(() if whole else ("-x",)), *tests]
            _run(copy, asked, self._log, self._notes)
        self._handle = os.pidfd_open(self._pid)

    def fileno(self) -> int:
        """Return what can be waited for; readable when the run has ended."""
        return self._handle

    @property
    def seconds_left(self) -> float:
        """How long it may still take."""
        return max(0.0, self._began + LONGEST_RUN - time.monotonic())

    def end(self) -> RunResult:
        """End it if it still runs, with all that it has started, and say how it came out."""
        os.kill(self._pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        _, code = os.waitpid(self._pid, 0)
        os.close(self._handle)
        status = os.waitstatus_to_exitcode(code)
        seconds = time.monotonic() - self._began
        said = self._log.read_text("utf-8", "replace")
        if status < 0 or not self._notes.exists():
            return RunResult(None, (), (), seconds, said)
        passed, failed = json.loads(self._notes.read_bytes())
        return RunResult(status, tuple(passed), tuple(failed), seconds, said)


def wait_for_any(runs: Sequence[Run]) -> Run:
    """Wait until one of the runs has ended, or has to be."""
    shortest = min(runs, key=lambda run: run.seconds_left)
    ended, _, _ = select.select(runs, (), (), shortest.seconds_left)
    return ended[0] if ended else shortest


class _Notes:
    """Notes, as a plugin of pytest's, which tests passed and which did not."""

    def __init__(self) -> None:
        self.passed: list[str] = []
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.passed and report.when == "call":
            self.passed.append(report.nodeid)


def _run(copy: Path, asked: Sequence[str], log: Path, file: Path) -> NoReturn:
    status = os.EX_SOFTWARE
    notes = _Notes()
    try:
        os.setsid()
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(handle, stream)
        _move_into(copy)
        options = (
            "-q",
            *(f"-pno:{name}" for name in ("cacheprovider", *_PLUGINS_LEFT_OUT)),
            # Better words for a failure are not worth compiling every test anew.
            "--assert=plain",
            "--hypothesis-seed=0",
            f"--timeout={LONGEST_TEST}",
            f"--rootdir={copy}",
        )
        status = pytest.main([*options, *asked], plugins=[notes])
    except BaseException:  # noqa: BLE001 - this process must not go on with its parent's work
        traceback.print_exc()
    finally:
        file.write_text(json.dumps([notes.passed, notes.failed]), "utf-8")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(status))


def _move_into(copy: Path) -> None:
    """Have the copy's modules imported from now on, here and in what is started from here."""
    for name in [each for each in sys.modules if each.partition(".")[0] in _OURS]:
        del sys.modules[name]
    elsewhere = {
        str(each) for each in (Path.cwd(), Path(__file__).parent, Path(__file__).parents[2])
    }
    sys.path[:] = [str(copy), *(each for each in sys.path if each and each not in elsewhere)]
    sys.dont_write_bytecode = True
    os.environ["PYTHONPATH"] = str(copy)
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.chdir(copy)
