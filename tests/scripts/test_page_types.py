"""The types that modules of pages are checked against are those of the API."""

import subprocess
from pathlib import Path

import pytest

from scripts.page_types import page_types
from tests.support.live import alive

ROOT = Path(__file__).parents[2]
TYPES = ROOT / "hub/web/api-types.d.ts"
CHECKED = ROOT / "scripts/vendor.d"


async def test_the_types_of_pages_are_written_from_the_api(tmp_path: Path) -> None:
    async with alive(tmp_path / "data") as live:
        written = page_types(live.hub.resources.public, "")
    assert TYPES.read_text("utf-8") == written, "run ./scripts/page-types"


@pytest.mark.system
@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ('/** @type {import("./api-types.js").Item} */ const x = {};', "missing the following"),
        ('rank(7, "an argument too many");', "Expected 1 arguments"),
    ],
)
def test_a_module_that_does_not_fit_the_types_is_found(
    tmp_path: Path, wrong: str, found: str
) -> None:
    web = ROOT / "hub/web"
    for name in ("replica.js", "api-types.d.ts"):
        (tmp_path / name).write_text((web / name).read_text("utf-8"), "utf-8")
    (tmp_path / "wrong.js").write_text(
        f'import {{ rank }} from "./replica.js";\n{wrong}\n', "utf-8"
    )
    command = (
        *(CHECKED / "node_modules/.bin/tsc", "--noEmit", "--checkJs", "--allowJs", "--strict"),
        *("--ignoreConfig", "--target", "es2022", "--module", "esnext"),
        *("--moduleResolution", "bundler", "--types", "", tmp_path / "wrong.js"),
    )

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert found in done.stdout
