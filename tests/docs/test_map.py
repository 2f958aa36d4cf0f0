"""The map is true: every file of both programs has its line, and its arrows are the rules'."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "docs" / "developer" / "map.md").read_text("utf-8")
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]

_ENTRY = re.compile(r"^( +)([\w./]+(?:/|\.\w+))(?: |$)")
_PARTS_OF_PAGES = {".css", ".html", ".js", ".svg"}
_BRANCHES = ("hub/", "display/", "systemd/", "scripts/", "tests/")


def indented_lines(page: str, heading: str) -> list[str]:
    """Return the lines of the first indented block under a heading."""
    under = page.partition(f"\n## {heading}\n")[2]
    block = re.search(r"(?:^ {4}.*\n)+", under, re.MULTILINE)
    return [] if block is None else block[0].splitlines()


def tree_paths(page: str) -> Iterator[str]:
    """Name what the tree shows: files by their paths, and folders with a slash behind them."""
    folders: dict[int, str] = {}
    for line in indented_lines(page, "Rooms"):
        entry = _ENTRY.match(line)
        if entry is None:
            # What is said of the entry above goes on.
            continue
        depth = len(entry[1])
        folders = {each: folder for each, folder in folders.items() if each < depth}
        path = "".join(folders.values()) + entry[2]
        if entry[2].endswith("/"):
            folders[depth] = entry[2]
        yield path


def modules_on_disk() -> set[str]:
    """Name the modules of both programs; an ``__init__`` says what its folder is for."""
    return {
        str(path.relative_to(ROOT))
        for program in ("hub", "display")
        for path in (ROOT / program).rglob("*.py")
        if path.name != "__init__.py"
    }


def test_the_map_names_every_file_of_both_programs_once() -> None:
    named = Counter(path for path in tree_paths(MAP) if path.endswith(".py"))

    modules = {path: count for path, count in named.items() if path.startswith(_BRANCHES[:2])}
    assert sorted(modules_on_disk() - modules.keys()) == []
    assert [path for path, count in modules.items() if count > 1] == []


def test_the_map_names_every_file_that_pages_are_made_of_once() -> None:
    web = "hub/web/"
    named = Counter(path for path in tree_paths(MAP) if path.startswith(web) and path[-1] != "/")
    there = {
        str(path.relative_to(ROOT))
        for path in (ROOT / web).rglob("*")
        if path.suffix in _PARTS_OF_PAGES and not {"vendor", "lang", "bundles"} & set(path.parts)
    }
    assert sorted(there - named.keys()) == []
    assert [path for path, count in named.items() if count > 1] == []


def test_what_the_map_names_is_there() -> None:
    assert [path for path in tree_paths(MAP) if not (ROOT / path).exists()] == []
    assert {path for path in tree_paths(MAP) if path.count("/") == 1} >= set(_BRANCHES)


def test_the_arrows_of_the_map_are_those_of_the_rules() -> None:
    [layers] = [each["layers"] for each in RULES["contracts"] if each["id"] == "hub-layers"]

    arrows = " ".join(" ".join(indented_lines(MAP, "Who may know whom")).split())
    assert arrows == " > ".join(layers)
