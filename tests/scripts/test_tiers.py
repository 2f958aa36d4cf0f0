"""Which run a test is in: every one is in one, and keeps to what that run may do."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
TIERS = ("system", "long", "timing", "root")
WHOLE_PROGRAMS = (ROOT / "tests" / "system", ROOT / "tests" / "faults")


def expressions(script: str) -> dict[str, Expression]:
    """Find the variables of a script that hold what pytest is to choose."""
    text = (ROOT / "scripts" / script).read_text("utf-8")
    found = re.findall(r"^([A-Z_]+)='(.*\b(?:root|timing)\b.*)'$", text, re.MULTILINE)
    return {name: Expression.compile(value) for name, value in found}


def chosen(expression: Expression, marks: tuple[str, ...]) -> bool:
    def has(name: str, /, **_: str | int | bool | None) -> bool:
        return name in marks

    return expression.evaluate(has)


@pytest.mark.parametrize(
    "marks", [some for count in range(5) for some in combinations(TIERS, count)], ids=str
)
def test_a_test_is_in_all_or_in_one_part_of_prove(marks: tuple[str, ...]) -> None:
    test, prove = expressions("test"), expressions("prove")
    apart = (test["IN_ALL"], *prove.values())

    assert chosen(test["IN_EVERY_RUN"], marks) == (marks == ())
    assert [chosen(each, marks) for each in apart].count(True) == 1


def test_the_tests_of_whole_programs_are_in_no_quick_run(request: pytest.FixtureRequest) -> None:
    unmarked = {
        item.nodeid
        for item in request.session.items
        if any(item.path.is_relative_to(each) for each in WHOLE_PROGRAMS)
        and item.get_closest_marker("system") is None
    }

    assert unmarked == set()


def ran(pytester: pytest.Pytester, mark: str) -> pytest.RunResult:
    """Run a test that starts a program, under this suite's own rules."""
    pytester.makeconftest((ROOT / "tests" / "conftest.py").read_text("utf-8"))
    (pytester.path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"))
    pytester.mkdir("tests")
    (pytester.path / "tests" / "test_program.py").write_text(
        f"import subprocess\nimport pytest\n{mark}\n"
        "def test_it():\n    subprocess.run(['true'], check=True)\n"
        "def test_another():\n    pass\n"
    )
    return pytester.runpytest("-p", "no:cacheprovider", "--assert=plain", "--timeout=0")


@pytest.mark.smoke
def test_a_test_that_starts_a_program_unmarked_fails(pytester: pytest.Pytester) -> None:
    result = ran(pytester, "")

    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["it starts programs, so mark it system:", "*true*"])


@pytest.mark.smoke
@pytest.mark.parametrize("mark", ["system", "timing", "smoke"])
def test_a_test_that_starts_a_program_and_says_so_passes(
    pytester: pytest.Pytester, mark: str
) -> None:
    ran(pytester, f"@pytest.mark.{mark}").assert_outcomes(passed=2)
