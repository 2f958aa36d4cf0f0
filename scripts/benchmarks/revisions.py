"""Another revision of this tree, checked out beside it."""

import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RevisionError(Exception):
    """There is no such revision. The text is what git says."""


@contextmanager
def checked_out(root: Path, revision: str) -> Iterator[Path]:
    """Have a revision in a folder that goes with the context.

    Args:
        root: the tree, a clone of Galley's repository.
        revision: as git names it.

    Raises:
        RevisionError: git does not know it.
    """
    with tempfile.TemporaryDirectory(prefix="galley-revision-") as folder:
        tree = Path(folder) / "tree"
        _git(root, "worktree", "add", "--detach", str(tree), f"{revision}^{{commit}}")
        try:
            _describe(tree)
            yield tree
        finally:
            _git(root, "worktree", "remove", "--force", str(tree))


def _describe(tree: Path) -> None:
    """Have the tree's hub find its version: it may go by another name than what is installed."""
    project = tomllib.loads((tree / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = project["name"], project.get("version", "0")
    folder = tree / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir()
    said = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (folder / "METADATA").write_text(said, "utf-8")


def _git(root: Path, *words: str) -> None:
    ended = subprocess.run(  # noqa: S603
        ["git", "-C", str(root), *words],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RevisionError(ended.stderr.strip())
