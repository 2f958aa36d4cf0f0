"""(k) Durable ``PATCH /items/{id}/status`` with and without a follower of the log."""

from pathlib import Path

from scripts.benchmarks.harness import hub
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.writing import changing

_QUANTITIES = (
    Quantity("rate", "durable PATCH, 32 connections", "changes/s", more_is_better=True),
    Quantity("cost", "processor time of a PATCH", "us"),
)


def run(folder: Path, options: Options) -> None:
    """Say how much a follower with a durable cursor takes of the commit path."""
    with (
        hub(folder / "followed", module="scripts.benchmarks.followed") as followed,
        hub(folder / "alone") as alone,
    ):
        sides = {
            name: changing(server, options.seconds, folder)
            for name, server in (("with a follower", followed), ("without", alone))
        }
        options.report.turns(_QUANTITIES, sides)
