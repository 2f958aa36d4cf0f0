"""Trying mutations: first the tests without any bug, then each bug with its tests."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import pytest

from scripts.mutations.copies import apply
from scripts.mutations.entries import Mutation
from scripts.mutations.runs import Run, RunResult, wait_for_any


class Verdict(StrEnum):
    """What became of a mutation."""

    KILLED = "killed"
    SURVIVED = "SURVIVED"
    BROKEN = "broken"


class Result(NamedTuple):
    """What became of one mutation.

    Attributes:
        mutation: which.
        verdict: in a word.
        why: in a sentence, where there is something to say.
        seconds: that its tests took.
    """

    mutation: Mutation
    verdict: Verdict
    why: str = ""
    seconds: float = 0.0


class _Trial(NamedTuple):
    """Tests to run, with a bug or without one."""

    tests: tuple[str, ...]
    mutation: Mutation | None


class _Workplace(NamedTuple):
    """A copy of the tree, and a folder for the files of the runs in it."""

    copy: Path
    folder: Path


class Trial:
    """Tries mutations, a few side by side.

    Args:
        copies: copies of the tree, one for each run at a time.
        folder: for the files of the runs.
    """

    def __init__(self, copies: Sequence[Path], folder: Path) -> None:
        self._places = [_Workplace(copy, folder / f"run{at}") for at, copy in enumerate(copies)]
        for place in self._places:
            place.folder.mkdir()

    def without_bugs(self, mutations: Iterable[Mutation]) -> dict[str, str]:
        """Run all tests that mutations name, as the tree is.

        Returns:
            why a mutation would say nothing, by its title: one of its tests fails anyway, or is
            not run at all.
        """
        mutations = list(mutations)
        by_file: dict[str, dict[str, None]] = defaultdict(dict)
        for test in (test for mutation in mutations for test in mutation.tests):
            by_file[_file_of(test)][test] = None
        outcomes = {
            _file_of(task.tests[0]): outcome
            for task, outcome in self._run(_Trial(tuple(each), None) for each in by_file.values())
        }
        return {
            mutation.title: why
            for mutation in mutations
            for test in mutation.tests
            if (why := _not_green(test, outcomes[_file_of(test)])) is not None
        }

    def with_bugs(self, mutations: Iterable[Mutation]) -> Iterator[Result]:
        """Put each bug in and run its tests; tell what became of it as soon as that is known."""
        for task, outcome in self._run(_Trial(each.tests, each) for each in mutations):
            if task.mutation is not None:
                verdict, why = _judge(outcome)
                yield Result(task.mutation, verdict, why, outcome.seconds)

    def _run(self, tasks: Iterable[_Trial]) -> Iterator[tuple[_Trial, RunResult]]:
        waiting, free = iter(tasks), list(self._places)
        running: dict[Run, tuple[_Trial, _Workplace, ExitStack]] = {}
        try:
            while True:
                while free and (task := next(waiting, None)) is not None:
                    place, stack = free.pop(), ExitStack()
                    if task.mutation is not None:
                        stack.enter_context(apply(task.mutation, place.copy))
                    whole = task.mutation is None
                    run = Run(place.copy, task.tests, place.folder, whole=whole)
                    running[run] = task, place, stack
                if not running:
                    return
                ended = wait_for_any(list(running))
                task, place, stack = running.pop(ended)
                outcome = ended.end()
                stack.close()
                free.append(place)
                yield task, outcome
        finally:
            for run in running:
                run.end()


def exit_status(results: Iterable[Result]) -> int:
    """Say how the program ends: 1 when anything but a killed mutation is among the results."""
    return 0 if all(each.verdict is Verdict.KILLED for each in results) else 1


def _file_of(test: str) -> str:
    return test.partition("::")[0]


def _not_green(test: str, outcome: RunResult) -> str | None:
    def is_of(ran: str) -> bool:
        return ran == test or ran.startswith((f"{test}[", f"{test}::"))

    if red := [each for each in outcome.failed if is_of(each)]:
        return f"red without the bug: {red[0]}"
    if not any(is_of(each) for each in outcome.passed):
        return f"not run without the bug: {test}{_last_words(outcome)}"
    return None


def _judge(outcome: RunResult) -> tuple[Verdict, str]:
    if outcome.failed:
        return Verdict.KILLED, ""
    if outcome.status in {None, os.EX_SOFTWARE}:
        return Verdict.KILLED, "the run did not end as it should"
    if outcome.status == pytest.ExitCode.OK and outcome.passed:
        return Verdict.SURVIVED, ""
    return Verdict.BROKEN, f"no test could be run with it{_last_words(outcome)}"


def _last_words(outcome: RunResult) -> str:
    lines = [line for line in outcome.said.splitlines() if line.strip()]
    # What went wrong stands before pytest's summary of it.
    errors = [line for line in lines if line.startswith(("E  ", "ERROR"))]
    said = (errors or lines)[-1:]
    return f" ({said[0].strip()})" if said else ""
