"""``tests/support`` is for what several tests share."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUPPORT = ROOT / "tests" / "support"


def imported(file: Path) -> Iterator[str]:
    """Name the modules of ``tests.support`` that a file imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "tests.support":
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.support."):
            yield str(node.module).removeprefix("tests.support.")


def is_program(file: Path) -> bool:
    return 'if __name__ == "__main__":' in file.read_text("utf-8")


def test_a_helper_that_one_file_uses_lives_in_that_file() -> None:
    """But for programs, which need a file of their own, and pytest's plugins."""
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
    users = Counter(name for file in files for name in set(imported(file)))
    plugins = {"limits"}

    alone = {
        file.stem
        for file in SUPPORT.glob("*.py")
        if users[file.stem] < 2 and not is_program(file) and file.stem not in plugins
    }

    assert alone == set()
