"""What pages use of other people's code is what was looked at, and comes with its licences."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
VENDORED = TREE / "hub/web/vendor"
PINNED = json.loads((TREE / "scripts/vendor.d/package-lock.json").read_text("utf-8"))["packages"]
WANTED = json.loads((TREE / "scripts/vendor.d/package.json").read_text("utf-8"))
SUM = "1f799a00913bb5dbbf2f55de0dfb20bd6403cd86417855ec9f16d78bb8447b05"


def test_the_file_is_the_one_that_was_made_of_what_is_pinned() -> None:
    assert sha256((VENDORED / "lit.js").read_bytes()).hexdigest() == SUM, "run ./scripts/vendor"


@pytest.mark.parametrize("package", WANTED["dependencies"])
def test_the_licence_of_each_package_stands_beside_it(package: str) -> None:
    licences = (VENDORED / "LICENSES.txt").read_text("utf-8")
    version = WANTED["dependencies"][package]

    assert f"\n--- {package} {version}\n" in licences
    assert PINNED[f"node_modules/{package}"]["license"] in {"BSD-3-Clause", "MIT"}


def test_every_package_is_pinned_exactly_and_known_by_its_hash() -> None:
    asked = WANTED["dependencies"] | WANTED["devDependencies"]

    assert [each for each in asked.values() if not re.fullmatch(r"\d+\.\d+\.\d+", each)] == []
    assert {each: PINNED[f"node_modules/{each}"]["version"] for each in asked} == asked
    assert [name for name, each in PINNED.items() if name and "integrity" not in each] == []
