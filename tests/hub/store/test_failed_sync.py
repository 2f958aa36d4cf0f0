"""After a failed fsync: no commit until the file is opened anew, and no hole in the log then."""

import os
import subprocess
import sys
from itertools import takewhile

import pytest

from tests.support.disk_shim import Op, Shim, recorded

pytestmark = pytest.mark.system

# An fsync fails only for a program that the shim was loaded into when it started.
_CHILD = """
import asyncio, os, pathlib, sys, traceback
from hub.store.errors import StoreBroken
from hub.store.store import Store
from tests.support.disk_shim import mark
from tests.support.unflushed import commit

path, fails = map(pathlib.Path, sys.argv[1:])
record = pathlib.Path(os.environ["DISK_SHIM_RECORD"])

async def refused(store: Store) -> bool:
    try:
        await store.commit(commit(2))
    except StoreBroken:
        return True
    return False

async def main() -> None:
    store = await Store.open(path)
    await store.commit(commit(1))
    with record.open("ab", buffering=0) as file:
        fails.touch()
        assert await refused(store)
        # The disk is well again, and the file has not been opened anew.
        fails.unlink()
        mark(file.fileno(), 1)
        assert await refused(store), "a commit went on"
        mark(file.fileno(), 2)
        await store.reopen()
        mark(file.fileno(), 3)
    await store.commit(commit(2))
    await store.close()

try:
    asyncio.run(main())
except BaseException:
    traceback.print_exc()
    # A store that is still open would keep the program.
    os._exit(1)
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[list[Op]]:
    """Tell what went to the disk: up to the failure, after it, while opening anew, and later."""
    folder = tmp_path_factory.mktemp("disk")
    shim = Shim(folder, folder / "galley.db", recording=True)
    record = folder / "record"
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, folder / "galley.db", shim.environment["DISK_SHIM_FAILS"]],
        env=os.environ | shim.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[list[Op]] = [[]]
    for op in recorded(record):
        if op.kind == "M":
            found.append([])
        else:
            found[-1].append(op)
    return found


def test_no_commit_goes_to_the_disk_before_the_file_is_opened_anew(parts: list[list[Op]]) -> None:
    before, meanwhile, *_ = parts

    assert before[-1].kind == "F"
    assert meanwhile == []


def test_opening_anew_writes_the_whole_log_once_more_and_only_then_the_database(
    parts: list[list[Op]],
) -> None:
    before, _, anew, _ = parts
    end = max(op.at + op.length for op in before if (op.kind, op.file) == ("W", "w"))

    written = [*takewhile(lambda op: (op.kind, op.file) == ("W", "w"), anew)]

    assert written[0].at == 0
    assert sum(op.length for op in written) == end
    assert (anew[len(written)].kind, anew[len(written)].file) == ("S", "w")


def test_then_commits_go_on(parts: list[list[Op]]) -> None:
    assert "S" in [op.kind for op in parts[-1]]
