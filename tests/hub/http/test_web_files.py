"""What browsers are given of ``hub/web``: from memory, to be kept for as long as it is true."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hub.http.web_files import KEEP, POLICY, WebFiles, load_web_files, web_files_of
from tests.support.live import Live
from tests.support.wire import exchange, request

AT_BOTH_DOORS = True

WEB = Path(__file__).parents[3] / "hub" / "web"
FILES = load_web_files()
PAGES = sorted(each for each in FILES.pages if FILES.pages[each].policy == POLICY)
SOURCES = sorted(each for each in WEB.rglob("*.js") if not {"vendor", "bundles"} & set(each.parts))
_IMPORT = re.compile(
    r"""(?:^import\b[^;"'`=]*|^export\b[^;"'`=]*\bfrom|\bimport\()\s*["']([^"'\n]+)["']""",
    re.MULTILINE,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SMALL = {"page.html": b'<script src="{shell}/page.js">', "page.js": b"let one;"}


def imports_of(text: str) -> list[str]:
    """List what a module imports; types in comments load nothing."""
    return _IMPORT.findall(_COMMENT.sub("", text))


class References(HTMLParser):
    """Collects what a page loads, and every element and attribute that it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: dict[str, str | None] = {}
        self.loads: list[str] = []
        self.inside: list[str] = []
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self._open = tag
        self.attributes |= dict(attrs)
        given = dict(attrs)
        if tag in {"link", "script"}:
            self.loads.append(given.get("href") or given.get("src") or "")

    def handle_data(self, data: str) -> None:
        if self._open in {"script", "style"} and data.strip():
            self.inside.append(data)


def references_of(path: str) -> References:
    return References(FILES.pages[path].content.decode())


def changed(**contents: bytes) -> WebFiles:
    return web_files_of(_SMALL | {name.replace("_", "."): each for name, each in contents.items()})


async def test_a_page_is_asked_for_anew_each_time_and_what_it_is_made_of_is_kept(
    live: Live,
) -> None:
    for path in PAGES:
        page = await exchange(live.port, request("GET", path))
        assert (page.status, page.one("cache-control")) == (200, "no-cache")
        for each in references_of(path).loads:
            part = await exchange(live.port, request("GET", each))
            assert (part.status, part.one("cache-control")) == (200, KEEP), each
            assert part.body == FILES.parts[each].content


async def test_a_page_that_has_not_changed_is_not_sent_again(live: Live) -> None:
    page = await exchange(live.port, request("GET", "/station"))
    again = await exchange(
        live.port, request("GET", "/station", {"If-None-Match": page.one("etag")})
    )

    assert (again.status, again.body) == (304, b"")
    # What is told of keeping it replaces what was told before.
    assert again.one("cache-control") == "no-cache"
    assert again.one("content-security-policy") == POLICY


async def test_who_takes_it_gets_it_compressed(live: Live) -> None:
    path = f"{FILES.shell}/station.js"
    packed = await exchange(live.port, request("GET", path, {"Accept-Encoding": "gzip, br"}))

    assert (packed.one("content-encoding"), packed.one("vary")) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.body) == FILES.parts[path].content
    assert len(packed.body) < len(FILES.parts[path].content) / 2


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_may_load_and_ask_its_own_hub_only(live: Live, path: str) -> None:
    page = await exchange(live.port, request("GET", path))

    policy = dict(each.strip().split(" ", 1) for each in page.one(
        "content-security-policy").split(";"))  # fmt: skip
    assert policy["default-src"] == "'none'"
    assert {policy[each] for each in policy if each.endswith("-src")} == {"'none'", "'self'"}
    assert {policy[each] for each in ("base-uri", "form-action", "frame-ancestors")} == {"'none'"}
    assert policy["require-trusted-types-for"] == "'script'"
    assert page.one("x-frame-options") == "DENY"
    assert page.one("x-content-type-options") == "nosniff"
    assert page.one("referrer-policy") == "no-referrer"
    assert page.one("cross-origin-opener-policy") == "same-origin"
    assert "microphone=()" in page.one("permissions-policy")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_script_and_no_style_of_its_own(path: str) -> None:
    page = references_of(path)

    assert not page.inside
    assert not page.elements & {"style", "iframe", "form", "object", "embed", "base"}
    assert not [each for each in page.attributes if each == "style" or each.startswith("on")]
    assert {"lang", "dir"} <= page.attributes.keys()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(WEB)))
def test_a_module_names_others_by_where_they_are_and_writes_no_style_into_markup(
    source: Path,
) -> None:
    text = source.read_text("utf-8")

    assert [each for each in imports_of(text) if not each.startswith(("./", "../"))] == []
    assert not re.search(r"<[^>]* style=|\.innerHTML|unsafeHTML|\beval\(|new Function", text)


def test_another_content_of_any_part_changes_the_name_of_all() -> None:
    one, other = changed(), changed(page_js=b"let two;")

    assert one.shell != other.shell
    assert one.pages["/page"].version != other.pages["/page"].version
    assert list(other.parts) == [f"{other.shell}/page.js"]
    assert f'"{other.shell}/page.js"'.encode() in other.pages["/page"].content


def test_another_page_changes_the_name_of_no_part() -> None:
    assert changed(page_html=b"<p>").shell == changed().shell


async def test_parts_of_an_earlier_version_are_not_there(live: Live) -> None:
    gone = await exchange(live.port, request("GET", "/web/0123456789abcdef/page.js"))
    assert gone.status == 404
