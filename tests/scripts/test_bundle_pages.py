"""The bundles of pages that are committed are those of the pages that are."""

import shutil
from pathlib import Path

import pytest

from hub.http.web_bundles import BUNDLES, choose_files, is_stale
from scripts.bundle_pages import NoEsbuildError, bundle_pages, read_web

ROOT = Path(__file__).parents[2]
WEB = ROOT / "hub" / "web"


def bundles_of(web: Path) -> dict[str, bytes]:
    return read_web(web / BUNDLES)


def test_the_committed_bundles_are_made_of_the_pages_beside_them() -> None:
    assert not is_stale(read_web(WEB)), "run ./scripts/bundle"


@pytest.mark.system
def test_whoever_makes_them_again_elsewhere_gets_the_same(tmp_path: Path) -> None:
    again = tmp_path / "deep" / "down" / "pages"
    shutil.copytree(WEB, again, ignore=shutil.ignore_patterns(BUNDLES))

    bundle_pages(again, ROOT)

    assert bundles_of(again) == bundles_of(WEB), "run ./scripts/bundle"


@pytest.mark.system
def test_what_a_page_was_made_of_before_is_left_nowhere(tmp_path: Path) -> None:
    web = tmp_path / "web"
    shutil.copytree(WEB, web)
    for name in ("pass.html", "pass.js", "pass.css"):
        (web / name).unlink()

    bundle_pages(web, ROOT)

    assert not [name for name in bundles_of(web) if name.startswith("pass")]
    given = {Path(name).name for name in choose_files(read_web(web))}
    assert not given & {"live.js", "replica.js", "lit.js", "page.css"}
    assert {"station.js", "station.css", "LICENSES.txt", "de.json"} <= given


def test_without_what_makes_them_it_is_said_what_helps(tmp_path: Path) -> None:
    with pytest.raises(NoEsbuildError, match=r"run \./scripts/check"):
        bundle_pages(tmp_path, tmp_path)
