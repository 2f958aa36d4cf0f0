"""Copies of the tree, to put bugs into."""

import compileall
import py_compile
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.mutations.entries import Mutation


def copy_tree(tree: Path, target: Path, workers: int) -> None:
    """Copy what belongs to a tree: what git has, and what is new and not ignored.

    Args:
        tree: its root.
        target: where the copy goes; must not be there yet.
        workers: how many processes compile it.

    Raises:
        CalledProcessError: git does not know the tree.
    """
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(  # noqa: S603 - a command of our own
        listing, cwd=tree, check=True, capture_output=True, text=True
    )
    for name in filter(None, set(listed.stdout.split("\0"))):
        # What was deleted and is not committed yet is still listed.
        if (tree / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(tree / name, target / name)
    # By what stands in the files, not by their times: a bug of the same length that is put in
    # within the same second would go unnoticed.
    compileall.compile_dir(
        target,
        quiet=2,
        workers=workers,
        invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH,
    )


def copy_of(copy: Path, target: Path) -> None:
    """Make one more of a copy."""
    shutil.copytree(copy, target)


@contextmanager
def apply(mutation: Mutation, copy: Path) -> Iterator[None]:
    """Have a bug in a copy as long as the context lasts."""
    file = copy / mutation.file
    text = file.read_text("utf-8")
    file.write_text(mutation.apply_to(text), "utf-8")
    try:
        yield
    finally:
        file.write_text(text, "utf-8")
