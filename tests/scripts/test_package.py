"""What is built from the sources is whole."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"][
    "package-data"
]


@pytest.mark.parametrize("package", ["hub", "display"])
def test_every_file_that_is_no_module_is_shipped(package: str) -> None:
    there = {
        path
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts
    }
    shipped = {
        path
        for pattern in SHIPPED[package]
        # Python's rglob takes a last ** for folders alone.
        for path in (ROOT / package).glob(f"{pattern}/*" if pattern.endswith("**") else pattern)
        if path.is_file()
    }
    assert ROOT / package / "py.typed" in there
    assert shipped == there
