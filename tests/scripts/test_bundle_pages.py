"""The pages of a release are short, and work as those of a clone do."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.http.web_files import WebFiles, web_files_of
from scripts.bundle_pages import NoEsbuildError, bundle_pages

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
MOST = 40 * 1024
"""Bytes, compressed, of all that a page loads before it shows anything."""

_LOADED = re.compile(r'(?:href|src)="(/web/[^"]+)"')
_IMPORTED = re.compile(r'(?:from|import)"([^"]+)"')


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> WebFiles:
    """The pages as they are released."""
    web = tmp_path_factory.mktemp("released") / "web"
    shutil.copytree(ROOT / "hub" / "web", web)
    bundle_pages(web, ROOT)
    contents = {
        str(each.relative_to(web)): each.read_bytes() for each in web.rglob("*") if each.is_file()
    }
    return web_files_of(contents)


def loaded_by(path: str, files: WebFiles) -> Iterator[str]:
    """List what a page loads, with all that its modules import before they run."""
    waiting = _LOADED.findall(files.pages[path].content.decode())
    seen: set[str] = set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        yield each
        if each.endswith(".js"):
            folder = each.rpartition("/")[0]
            for name in _IMPORTED.findall(files.parts[each].content.decode()):
                waiting.append(str(Path(folder, name).resolve()))


def test_every_page_begins_with_few_bytes(released: WebFiles) -> None:
    pages = [path for path, page in released.pages.items() if page.policy and path != "/sw.js"]
    for path in pages:
        page = released.pages[path]
        sizes = {
            each: len(released.parts[each].packed or released.parts[each].content)
            for each in loaded_by(path, released)
        }
        assert len(page.packed or page.content) + sum(sizes.values()) <= MOST, (path, sizes)
    assert "/station" in pages


def test_nothing_is_there_twice(released: WebFiles) -> None:
    names = {path.rpartition("/")[2] for path in released.parts}

    assert not names & {"live.js", "replica.js", "lit.js", "api-types.d.ts"}
    assert {"station.js", "LICENSES.txt", "de.json"} <= names


def test_without_what_makes_them_it_is_said_what_helps(tmp_path: Path) -> None:
    with pytest.raises(NoEsbuildError, match=r"run \./scripts/check"):
        bundle_pages(tmp_path, tmp_path)
