"""The rules of the house that no linter knows: a class name stands once in the tree."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAMS = ("hub", "display", "scripts")


def test_a_class_name_stands_once_in_the_tree() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for program in PROGRAMS:
        for path in sorted((ROOT / program).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    where[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert len(where) > 100
    assert {name: places for name, places in where.items() if len(places) > 1} == {}
