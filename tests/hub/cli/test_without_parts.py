"""A hub says how it is used without what a screen draws with, and without a library for pins."""

import pytest

from tests.support.missing_parts import without_parts

pytestmark = pytest.mark.system


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["config"]])
def test_a_hub_says_how_it_is_used_without_optional_parts(arguments: list[str]) -> None:
    done = without_parts("hub", *arguments)

    assert (done.returncode, done.stderr) == (0, "")
    assert "galley-hub" in done.stdout
