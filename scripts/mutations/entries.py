"""The list of mutations: what an entry says, and whether it still fits the tree."""

import ast
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import msgspec

LISTS = "tests/mutations"
"""The folder of the lists, one for each part of the program, within the tree."""


class BadList(Exception):  # noqa: N818 - it says what is wrong with a file
    """A list that cannot be read; the message names the file and what is wrong in it."""


class Mutation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bug that somebody could write, and the tests that would notice.

    Attributes:
        name: what the bug would be, in words.
        file: the file that it is put into, from the tree's root.
        find: the text without the bug; stands exactly once in the file.
        replace: the same text with the bug.
        tests: ids for pytest of tests that fail with it; the quickest there are.
        part: of the program: the name of the list's file.
    """

    name: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]
    part: str = ""

    @property
    def title(self) -> str:
        """What it is called where several lists are spoken of."""
        return f"{self.part}: {self.name}"

    def has(self, words: Iterable[str]) -> bool:
        """Say whether all words stand in its title, or in the name of its file."""
        text = f"{self.title} {self.file}".casefold()
        return all(word.casefold() in text for word in words)

    def apply_to(self, text: str) -> str:
        """Put the bug into the text of its file."""
        return text.replace(self.find, self.replace)


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mutation: tuple[Mutation, ...]


def read_lists(tree: Path) -> list[Mutation]:
    """Read all lists of a tree, in the order of their names.

    Args:
        tree: its root.

    Raises:
        BadList: one of them is not as it should be.
    """
    found: list[Mutation] = []
    for file in sorted((tree / LISTS).glob("*.toml")):
        try:
            listed = msgspec.toml.decode(file.read_bytes(), type=_List)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadList(f"{LISTS}/{file.name}: {error}") from error
        found += [msgspec.structs.replace(each, part=file.stem) for each in listed.mutation]
    return found


def faults(mutations: Iterable[Mutation], tree: Path) -> dict[str, str]:
    """Say which entries do not fit the tree as it is now.

    Args:
        mutations: the entries.
        tree: the tree's root.

    Returns:
        what is wrong, by the entry's title.
    """
    mutations = list(mutations)
    # Many entries have their tests in the same file.
    parsed = cache(lambda test: ast.parse((tree / test).read_text("utf-8")))
    wrong = {
        each.title: why for each in mutations if (why := _fault(each, tree, parsed)) is not None
    }
    often = Counter(each.title for each in mutations)
    return wrong | {title: "two entries have this name" for title in often if often[title] > 1}


def _fault(mutation: Mutation, tree: Path, parsed: Callable[[str], ast.AST]) -> str | None:
    file = tree / mutation.file
    if not file.is_file():
        return f"there is no file {mutation.file}"
    text = file.read_text("utf-8")
    count = text.count(mutation.find) if mutation.find else 0
    if count != 1:
        return f"what it looks for stands {count} times in {mutation.file}, not once"
    after = mutation.apply_to(text)
    if after == text:
        return "it changes nothing"
    if file.suffix == ".py":
        try:
            ast.parse(after)
        except SyntaxError as error:
            return f"with it, {mutation.file} is no Python: {error.msg}"
    return _fault_of_tests(mutation.tests, tree, parsed)


def _fault_of_tests(
    tests: Iterable[str], tree: Path, parsed: Callable[[str], ast.AST]
) -> str | None:
    if not tests:
        return "it names no tests"
    for test in tests:
        path, *names = test.partition("[")[0].split("::")
        if not (tree / path).exists():
            return f"there is no {path}"
        if names and not _stands_in(names, parsed(path)):
            return f"{path} has no test {'::'.join(names)}"
    return None


def _stands_in(names: list[str], body: ast.AST) -> bool:
    first, *rest = names
    for each in ast.iter_child_nodes(body):
        if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and (
            each.name == first
        ):
            return not rest or _stands_in(rest, each)
    return False
