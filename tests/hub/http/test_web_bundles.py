"""Browsers are given the bundles of pages, and never those of other sources than are there."""

import json

import pytest

from hub.http.web_bundles import choose_files, describe, is_stale
from hub.http.web_files import web_files_of

SOURCES = {
    "station.html": b'<script src="{shell}/station.js">',
    "station.js": b'import "./live.js";',
    "live.js": b"// The way to the hub.\nlet live;",
    "station.css": b"p { margin: 0; }",
}
OTHERS = {"sw.js": b"{files}", "icon.svg": b"<svg/>", "lang/de.json": b"{}"}
BUNDLES = {
    "station.html": b'<script src="{shell}/station.js"></script>',
    "station.js": b"let live;",
    "station.css": b"p{margin:0}",
}


def web_of(manifest: object, **changed: bytes | None) -> dict[str, bytes]:
    """Put a folder of pages together, some of its files with another content, or without it."""
    files: dict[str, bytes | None] = {f"bundles/{name}": each for name, each in BUNDLES.items()}
    files |= SOURCES | OTHERS | {"bundles/made-of.json": json.dumps(manifest).encode()} | changed
    return {name: each for name, each in files.items() if each is not None}


MADE_OF = describe(SOURCES, BUNDLES)


def test_bundles_stand_in_place_of_all_that_they_are_made_of() -> None:
    assert choose_files(web_of(MADE_OF)) == OTHERS | BUNDLES


def test_a_device_keeps_what_it_is_given_for_when_the_hub_is_away() -> None:
    files = web_files_of(choose_files(web_of(MADE_OF)))

    kept = json.loads(files.pages["/sw.js"].content)
    names = {each.removeprefix(f"{files.shell}/") for each in kept}
    assert names == {"/station", "station.js", "station.css", "icon.svg", "lang/de.json"}


@pytest.mark.parametrize(
    "changed",
    [
        {"live.js": b"let dead;"},
        {"live.js": None},
        {"later.js": b"let later;"},
        {"bundles/station.js": b"let dead;"},
        {"bundles/station.js": None},
        {"bundles/pass.js": b"let pass;"},
        {"bundles/made-of.json": None},
    ],
    ids=str,
)
def test_other_bundles_than_those_of_its_sources_are_given_to_nobody(
    changed: dict[str, bytes | None],
) -> None:
    web = web_of(MADE_OF, **changed)

    assert is_stale(web)
    assert choose_files(web) == {
        name: each for name, each in web.items() if not name.startswith("bundles/")
    }


def test_the_worker_that_keeps_pages_is_no_part_of_them() -> None:
    web = web_of(MADE_OF, **{"sw.js": b"another one {files}"})

    assert choose_files(web)["sw.js"] == b"another one {files}"
