"""A test that hangs costs itself, and not the run."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]

QUICK = """
def pytest_sessionstart():
    from tests.support import limits

    limits.GRACE = 0.5
"""

TESTS = """
import asyncio
import time

import pytest


@pytest.mark.timeout(0.5)
async def test_of_a_task_that_swallows_the_limit():
    async def busy():
        while True:
            pass

    await asyncio.gather(asyncio.create_task(busy()), return_exceptions=True)


@pytest.mark.timeout(0.5)
async def test_that_swallows_the_limit_and_waits():
    asyncio.get_running_loop().call_soon(time.sleep, 60)
    await asyncio.Event().wait()


@pytest.fixture
def unclean():
    yield
    time.sleep(60)


@pytest.mark.timeout(0.5)
def test_that_fails_and_is_never_clean(unclean):
    raise LookupError


def test_of_something_else():
    pass
"""


@pytest.mark.smoke
def test_what_hangs_is_named_and_fails_and_the_rest_is_run(pytester: pytest.Pytester) -> None:
    rules = (ROOT / "tests" / "conftest.py").read_text("utf-8")
    pytester.makeconftest(rules + QUICK)
    (pytester.path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"))
    pytester.mkdir("tests")
    (pytester.path / "tests" / "test_hangs.py").write_text(TESTS)

    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-n1", timeout=60)

    result.stderr.fnmatch_lines(
        [
            "*::test_that_swallows_the_limit_and_waits comes to no end:",
            "*::test_that_fails_and_is_never_clean comes to no end:",
        ]
    )
    result.stdout.fnmatch_lines_random(
        [
            "it took longer than its limit of 0.5 s",
            "*crashed while running*::test_that_swallows_the_limit_and_waits*",
            "*crashed while running*::test_that_fails_and_is_never_clean*",
            "*1 passed*",
        ]
    )
