"""The documents hang together: every link, anchor, picture and path that they name is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
"""Every page that somebody reads."""
HISTORY = ROOT / "CHANGELOG.md"
"""Names things as they were called at the time."""

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_FILE = re.compile(r"`((?:[\w-]+/)+[\w.-]+\.(?:py|md|sql|toml|html|css|service|sh|json))`")
_PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b|\b(?:README|CONTRIBUTING|SECURITY|CHANGELOG)\.md\b")
_TEXTS = ("*.py", "*.sh", "*.toml", "*.html", "*.service", "*.timer", "*.yml")


def prose(page: Path) -> str:
    """Read a page without its code, where nothing is a link."""
    return _CODE.sub("``", _FENCE.sub("", page.read_text("utf-8")))


def links(page: Path) -> Iterator[tuple[bool, str]]:
    """Find what a page points at: whether it is a picture, and where it is."""
    for mark, target in _LINK.findall(prose(page)):
        yield bool(mark), target


def anchors(page: Path) -> set[str]:
    """Name a page's headings as links do: in lower case, hyphens for blanks, no punctuation."""
    known: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", page.read_text("utf-8"))):
        words = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        known.add(next(name for name in _numbered(words) if name not in known))
    return known


def _numbered(name: str) -> Iterator[str]:
    """Say how the second and third heading of the same words are called."""
    yield name
    for number in range(1, 100):
        yield f"{name}-{number}"


def broken(page: Path, root: Path = ROOT) -> Iterator[str]:
    """Find the links of a page that lead nowhere, or out of the tree."""
    for _, target in links(page):
        if re.match(r"(https?|mailto):", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        found = there.is_relative_to(root) and there.exists()
        if not found or (anchor and (there.suffix != ".md" or anchor not in anchors(there))):
            yield target


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def found_in(folders: tuple[str, ...]) -> Iterator[Path]:
    """Find the texts of the program, and of what is around it."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            plain_script = path.parent.name == "scripts" and not path.suffix
            # The bugs that are put in on purpose name pages that are not there.
            if path.parent.name == "mutations" or not path.is_file():
                continue
            if plain_script or any(path.match(each) for each in _TEXTS):
                yield path


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert list(broken(page)) == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        for _, target in links(page):
            there = (page.parent / target.partition("#")[0]).resolve()
            if there.suffix == ".md":
                ahead.append(there)
    assert sorted(map(name_of, set(PAGES) - reached)) == []


def test_every_picture_is_on_a_page() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for picture, target in links(page)
        if picture
    }
    assert shown == set((ROOT / "docs" / "pictures").iterdir())


@pytest.mark.parametrize("page", [page for page in PAGES if page != HISTORY], ids=name_of)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    # The map and the how-tos leave the program's folder out.
    bases = [ROOT, ROOT / "hub", ROOT / "display", ROOT / "docs"]
    named = [name for name in _FILE.findall(_FENCE.sub("", page.read_text("utf-8")))
             if not re.match(r"store/migrations/NNNN|var/|archive/|tls/", name)]  # fmt: skip
    assert [name for name in named if not any((base / name).exists() for base in bases)] == []


def test_every_page_that_the_program_names_is_there() -> None:
    named = {
        (name_of(path), page)
        for path in found_in(("hub", "display", "scripts", "systemd", "tests", ".github", ".ci"))
        for page in _PAGE.findall(path.read_text("utf-8"))
    }
    assert ("scripts/permissions", "docs/integrator/permissions.md") in named
    assert [each for each in sorted(named) if not (ROOT / each[1]).exists()] == []


def test_the_readme_is_one_page_with_three_pictures() -> None:
    readme = ROOT / "README.md"
    assert len(readme.read_text("utf-8").split()) <= 700
    assert sum(picture for picture, _ in links(readme)) == 3


def test_a_link_to_nothing_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text(
        "# One, two\n\n# Same\n\n# Same\n```\n# Code\n```\n", "utf-8"
    )
    page.write_text(
        "[a](other.md) [b](other.md#one-two) [c](other.md#same-1) [d](#here)\n"
        "[e](https://example.org)\n"
        "[two\nlines](gone.md) ![picture](gone.png) [f](other.md#three)\n"
        "[g](#there) [h](../out.md)\n"
        "[i](other.md#code) [j](other.md#same-2) `[code](gone.md)`\n\n## Here\n",
        "utf-8",
    )
    lost = ["gone.md", "gone.png", "other.md#three", "#there", "../out.md"]
    assert list(broken(page, tmp_path)) == [*lost, "other.md#code", "other.md#same-2"]
