"""Real write errors: a process whose files may grow no further, so that SQLite's writes fail."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.branch import on_disk

pytestmark = pytest.mark.system

# A limit on the size of files makes write() fail with EFBIG, which SQLite reports as an I/O error.
_CHILD = """
import asyncio, json, pathlib, resource, sys
from hub.domain.errors import Refusal
from tests.support.branch import Bench, seqs, until

async def main() -> None:
    bench = await Bench(pathlib.Path(sys.argv[1])).open()
    before = [await bench.place(f"Dish {number}") for number in range(5)]
    wal = bench.path.with_name(bench.path.name + "-wal")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 100, hard))

    ends = await asyncio.gather(
        *(bench.place("Soup", f"Bread {number}") for number in range(8)), return_exceptions=True
    )
    refused = [end for end in ends if isinstance(end, Refusal)]
    told_then = seqs(bench.events)
    if sys.argv[2] == "lift":
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, hard))
    await until(lambda: bench.branch.writer.trouble is None)
    in_memory = [order.id for order in bench.snapshot()]
    after = await bench.place("Coffee")
    shown = [order.id for order in bench.snapshot()]
    await bench.close()
    print(json.dumps({
        "codes": sorted({why.code for why in refused}),
        "refused": len(refused),
        "before": [order.id for order in before],
        "told_then": told_then,
        "in_memory": in_memory,
        "after": after.id,
        "after_number": after.order_number,
        "shown": shown,
        "told": seqs(bench.events),
    }))

asyncio.run(main())
"""


def _run(path: Path, then: str) -> dict[str, Any]:
    child = [sys.executable, "-c", _CHILD, str(path), then]
    done = subprocess.run(child, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


@pytest.fixture(scope="module", params=["lift", "keep"])
def outcome(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Tell how a branch fared: after the error the limit is lifted, or kept.

    A file that is opened anew starts with an empty log, so even under the limit there is room.
    """
    path = tmp_path_factory.mktemp("branch") / "galley.db"
    return _run(path, request.param) | {"path": path}


def test_a_write_error_is_refused_as_a_storage_error(outcome: dict[str, Any]) -> None:
    assert outcome["codes"] == ["STORAGE_ERROR"]
    assert outcome["refused"] == 8


def test_nothing_is_told_of_what_failed(outcome: dict[str, Any]) -> None:
    assert outcome["told_then"] == [1, 2, 3, 4, 5]


def test_the_image_read_again_is_the_one_from_before(outcome: dict[str, Any]) -> None:
    assert outcome["in_memory"] == outcome["before"]


def test_later_writes_succeed_without_a_gap(outcome: dict[str, Any]) -> None:
    assert outcome["told"] == [1, 2, 3, 4, 5, 6]
    assert outcome["after_number"] == "ORD-00006"
    assert outcome["shown"] == [*outcome["before"], outcome["after"]]


def test_the_file_holds_what_was_acknowledged_and_nothing_else(outcome: dict[str, Any]) -> None:
    path = outcome["path"]

    assert on_disk(path, "PRAGMA integrity_check") == [("ok",)]
    assert [row[0] for row in on_disk(path, "SELECT id FROM orders ORDER BY number")] == [
        *outcome["before"],
        outcome["after"],
    ]
    assert on_disk(path, "SELECT count(*), max(seq) FROM events") == [(6, 6)]
