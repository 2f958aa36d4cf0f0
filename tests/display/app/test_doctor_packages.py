"""What is missing is named together with the package that brings it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from display.app.doctor import packages
from display.renderer.font_files import FACES
from hub.common.checks import Finding, Level, ok, problem, warning, worst


def no(*files: str) -> Callable[[str], bool]:
    return lambda file: file not in files


def versions(**known: str) -> Callable[[str], str | None]:
    return lambda package: known.get(package.replace("-", "_"))


def installed(folder: Path, *but: str) -> Path:
    for face in FACES:
        if face.package not in but:
            (folder / face.regular).touch()
            (folder / face.bold).touch()
    return folder


@pytest.mark.parametrize(
    ("file", "package"),
    [("libEGL.so.1", "libegl1"), ("libGLESv2.so.2", "libgles2"), ("libgbm.so.1", "libgbm1")],
)
def test_a_library_that_a_monitor_needs_is_a_problem_with_its_package(
    file: str, package: str
) -> None:
    (found,) = packages.find_libraries(desktop=False, has=no(file), mesa=lambda: True)
    assert (found.level, found.text) == (
        Level.PROBLEM,
        f"missing: {file} (apt-get install {package})",
    )


def test_the_same_library_is_only_a_warning_on_a_desktop() -> None:
    (found,) = packages.find_libraries(desktop=True, has=no("libgbm.so.1"), mesa=lambda: True)
    assert found.level is Level.WARNING


def test_the_black_screen_without_libgl_is_told_with_its_package_and_our_cure() -> None:
    (found,) = packages.find_libraries(desktop=False, has=no("libGL.so.1"), mesa=lambda: True)
    assert found.level is Level.WARNING
    assert "apt-get install libgl1)" in found.text
    assert "SDL_RENDER_DRIVER" in found.text


def test_mesa_is_missed() -> None:
    (found,) = packages.find_libraries(desktop=False, has=no(), mesa=lambda: False)
    assert (found.level, "apt-get install libgl1-mesa-dri" in found.text) == (Level.PROBLEM, True)


def test_nothing_missing_is_ok() -> None:
    (found,) = packages.find_libraries(desktop=False, has=no(), mesa=lambda: True)
    assert found.level is Level.OK


def test_the_base_font_is_needed(tmp_path: Path) -> None:
    (found,) = packages.find_fonts([installed(tmp_path, "fonts-dejavu-core")])
    assert (found.level, "apt-get install fonts-dejavu-core" in found.text) == (
        Level.PROBLEM,
        True,
    )


def test_fonts_of_other_scripts_are_named_in_one_line_to_install(tmp_path: Path) -> None:
    (found,) = packages.find_fonts(
        [installed(tmp_path, "fonts-noto-cjk", "fonts-noto-color-emoji")]
    )
    assert found.level is Level.WARNING
    assert found.text.endswith("apt-get install fonts-noto-cjk fonts-noto-color-emoji")


def test_all_fonts_are_ok(tmp_path: Path) -> None:
    assert [each.level for each in packages.find_fonts([installed(tmp_path)])] == [Level.OK]


def test_both_pygames_together_are_a_problem() -> None:
    found, _ = packages.find_python_packages(versions(pygame="2.6.1", pygame_ce="2.5.8"), absent=())
    assert (found.level, "pip uninstall pygame pygame-ce" in found.text) == (Level.PROBLEM, True)


def test_one_pygame_is_named_with_its_version() -> None:
    found, _ = packages.find_python_packages(versions(pygame_ce="2.5.8"), absent=())
    assert found == ok("pygame", "pygame-ce 2.5.8")


def test_what_python_lacks_is_a_problem_each() -> None:
    found = packages.find_python_packages(versions(), absent=("pygame", "bidi"))
    assert [(each.level, each.about) for each in found] == [
        (Level.PROBLEM, "pygame"),
        (Level.PROBLEM, "python-bidi"),
    ]


@pytest.mark.parametrize("stub", ["0.0.0.2", "0.1.6.0"])
def test_lgpio_below_its_first_usable_version_is_a_problem(stub: str) -> None:
    found = packages.find_gpio(versions(lgpio=stub, gpiozero="2.0.1"), absent=())
    assert (found.level, "apt-get install python3-gpiozero python3-lgpio" in found.text) == (
        Level.PROBLEM,
        True,
    )


def test_a_usable_lgpio_is_ok() -> None:
    assert (
        packages.find_gpio(versions(lgpio="0.2.2.0", gpiozero="2.0.1"), absent=()).level is Level.OK
    )


@pytest.mark.parametrize(
    ("found", "level"),
    [
        ([ok("a", ""), problem("b", ""), warning("c", "")], Level.PROBLEM),
        ([ok("a", ""), warning("c", ""), ok("b", "")], Level.WARNING),
        ([], Level.OK),
    ],
)
def test_the_worst_finding_counts(found: list[Finding], level: Level) -> None:
    assert worst(found) is level


def test_the_page_of_screens_installs_every_package_that_drawing_needs() -> None:
    page = Path(__file__).parents[3] / "docs" / "operator" / "screens.md"
    lines = [line for line in page.read_text("utf-8").splitlines() if " libgl1 " in line]
    (found,) = packages.find_libraries(desktop=False, has=lambda _: False, mesa=lambda: False)
    named = re.findall(r"apt-get install ([^)]+)\)", found.text)
    assert [line.split("apt-get install ")[1].split() for line in lines] == [named]
