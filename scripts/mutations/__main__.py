"""Put plausible bugs into the program, one at a time, and see whether a test notices.

The bugs stand in tests/mutations. A bug that no test notices, and an entry that does not fit the
tree any more, is a failure.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scripts.mutations import runs
from scripts.mutations.copies import copy_of, copy_tree
from scripts.mutations.entries import LISTS, BadList, Mutation, faults, read_lists
from scripts.mutations.trial import Result, Trial, Verdict, exit_status

TREE = Path(__file__).resolve().parents[2]
_SLOWEST = 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what was asked for; returns 1 if anything survived or was broken."""
    parser = argparse.ArgumentParser(prog="scripts/mutations", description=__doc__)
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="WORD",
        help="those whose name, list or file has all these words",
    )
    parser.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="how many side by side (default 2)"
    )
    parser.add_argument("--list", action="store_true", help="name them and try none")
    parser.add_argument(
        "--tree", type=Path, default=TREE, metavar="FOLDER", help="another tree than this one"
    )
    given = parser.parse_args(arguments)
    try:
        mutations = [each for each in read_lists(given.tree) if each.has(given.only)]
    except BadList as error:
        parser.exit(2, f"{error}\n")
    if not mutations:
        parser.exit(2, f"nothing in {LISTS} has these words\n")
    if given.list:
        for each in mutations:
            print(f"{each.title} ({each.file})")
        return 0
    return _try(mutations, given.tree, max(1, given.jobs))


def _try(mutations: Sequence[Mutation], tree: Path, jobs: int) -> int:
    began = time.monotonic()
    results: list[Result] = []

    def note(result: Result) -> None:
        results.append(result)
        why = f": {result.why}" if result.why else ""
        print(
            f"{result.verdict:8} {result.seconds:5.1f} s  {result.mutation.title}{why}", flush=True
        )

    wrong = faults(mutations, tree)
    runs.load_libraries()
    with tempfile.TemporaryDirectory(prefix="mutations-") as name:
        folder = Path(name)
        copies = [folder / f"tree{number}" for number in range(jobs)]
        copy_tree(tree, copies[0], jobs)
        for copy in copies[1:]:
            copy_of(copies[0], copy)
        trial = Trial(copies, folder)
        fitting = [each for each in mutations if each.title not in wrong]
        wrong |= trial.without_bugs(fitting)
        print(f"{len(fitting)} tried without bugs in {time.monotonic() - began:.0f} s", flush=True)
        for each in mutations:
            if each.title in wrong:
                note(Result(each, Verdict.BROKEN, wrong[each.title]))
        for result in trial.with_bugs(each for each in fitting if each.title not in wrong):
            note(result)
    _report(results, time.monotonic() - began)
    return exit_status(results)


def _report(results: Sequence[Result], seconds: float) -> None:
    print("\nSlowest:")
    for each in sorted(results, key=lambda result: -result.seconds)[:_SLOWEST]:
        print(f"{each.seconds:6.1f} s  {each.mutation.title}")
    print(f"\n{'part':16}" + "".join(f"{verdict:>10}" for verdict in Verdict))
    parts = dict.fromkeys(each.mutation.part for each in results)
    counts = Counter((each.mutation.part, each.verdict) for each in results)
    for part in parts:
        print(f"{part:16}" + "".join(f"{counts[part, verdict]:10}" for verdict in Verdict))
    totals = Counter(each.verdict for each in results)
    print(f"{'all':16}" + "".join(f"{totals[verdict]:10}" for verdict in Verdict))
    left = [each for each in results if each.verdict is not Verdict.KILLED]
    if left:
        print("\nNot killed:")
    for each in left:
        print(f"{each.verdict}  {each.mutation.title} ({each.mutation.file}) {each.why}".rstrip())
        print("".join(f"    {test}\n" for test in each.mutation.tests), end="")
    print(f"\n{len(results)} mutations in {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
