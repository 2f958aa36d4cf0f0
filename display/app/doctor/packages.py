"""Libraries, fonts and Python packages, each with the Debian package that brings it.

Nothing here needs pygame, so that its absence can be told.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from display.renderer.font_files import BASE, FACES
from display.renderer.graphics import has_library
from hub.common.checks import Finding, Level, ok, problem, warning
from hub.locale.words import say

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_MESA = ("/usr/lib/*/dri/*_dri.so", "/usr/lib/dri/*_dri.so", "/usr/lib64/dri/*_dri.so")

Installed = Callable[[str], str | None]
"""Returns the version of a Python package, None where it is not installed."""


class _Library(NamedTuple):
    file: str
    package: str


_GL = _Library("libGL.so.1", "libgl1")
_LIBRARIES = (
    _GL,
    _Library("libEGL.so.1", "libegl1"),
    _Library("libGLESv2.so.2", "libgles2"),
    _Library("libgbm.so.1", "libgbm1"),
)


def version_of(package: str) -> str | None:
    """Return the version of a Python package, None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def has_mesa() -> bool:
    """Return whether any of Mesa's drivers is installed."""
    return any(any(Path("/").glob(pattern.lstrip("/"))) for pattern in _MESA)


def find_libraries(
    *,
    desktop: bool,
    has: Callable[[str], bool] = has_library,
    mesa: Callable[[], bool] = has_mesa,
) -> Iterator[Finding]:
    """Look for what draws on a monitor.

    Args:
        desktop: whether there is one; it brings its own way to the monitor.
        has: whether a library can be loaded, by its file name.
        mesa: whether Mesa's drivers are there.
    """
    missing = [library for library in _LIBRARIES if not has(library.file)]
    names = [f"{library.file} (apt-get install {library.package})" for library in missing]
    if not mesa():
        names.append(say("Mesa's drivers ({cure})", cure="apt-get install libgl1-mesa-dri"))
    if not names:
        yield ok("graphics libraries", say("all there"))
    elif missing == [_GL] and len(names) == 1 and not desktop:
        other = say(
            "missing: {names}. Without it SDL would leave the monitor black; Galley draws with "
            "OpenGL ES instead (SDL_RENDER_DRIVER and SDL_FRAMEBUFFER_ACCELERATION: opengles2)",
            names=names[0],
        )
        yield warning("graphics libraries", other)
    elif desktop:
        later = say("missing, needed without this desktop: {names}", names=", ".join(names))
        yield warning("graphics libraries", later)
    else:
        yield problem("graphics libraries", say("missing: {names}", names=", ".join(names)))


def find_fonts(folders: Iterable[Path] = FONT_FOLDERS) -> Iterator[Finding]:
    """Look for the packages of fonts.

    Args:
        folders: where fonts are looked for.
    """
    files = {name for top in folders for _, _, names in os.walk(top) for name in names}
    if not {BASE.regular, BASE.bold} <= files:
        cure = f"apt-get install {BASE.package}"
        yield problem("fonts", say("the board cannot be drawn without: {cure}", cure=cure))
    packages = {face.package for face in FACES if face.regular in files}
    lacking = sorted({face.package for face in FACES} - packages - {BASE.package})
    if lacking:
        rare = say(
            "only needed for menus in other scripts or with emoji: {cure}",
            cure=f"apt-get install {' '.join(lacking)}",
        )
        yield warning("fonts", rare)
    elif BASE.regular in files:
        yield ok("fonts", say("for every script that Galley knows"))


def find_python_packages(
    version_of: Installed = version_of, absent: Sequence[str] | None = None
) -> list[Finding]:
    """Look for Python packages.

    Args:
        version_of: returns a package's version.
        absent: which modules can't be imported; None to try.
    """
    gone = _absent(("pygame", "bidi")) if absent is None else absent
    both = {name: said for name in ("pygame", "pygame-ce") if (said := version_of(name))}
    found: list[Finding] = []
    if "pygame" in gone:
        lacks = say(
            "missing: {names}, or {other}",
            names="pip install pygame-ce",
            other="apt-get install python3-pygame",
        )
        found.append(problem("pygame", lacks))
    elif len(both) > 1:
        double = say(
            "pygame and pygame-ce are both installed, and overwrite each other's files: {cure}",
            cure="pip uninstall pygame pygame-ce; pip install pygame-ce",
        )
        found.append(problem("pygame", double))
    else:
        found += [ok("pygame", f"{name} {number}") for name, number in both.items()] or [
            ok("pygame", say("there"))
        ]
    if "bidi" in gone:
        cure = "pip install 'python-bidi>=0.6.12,<0.7'"
        found.append(problem("python-bidi", say("missing: {names}", names=cure)))
    else:
        found.append(ok("python-bidi", version_of("python-bidi") or say("there")))
    return found


def missing_packages() -> list[str]:
    """Say, where Python packages are missing, what is missing: all that can be said then."""
    return [
        str(each) for each in (*find_python_packages(), *find_fonts()) if each.level is not Level.OK
    ]


def find_gpio(version_of: Installed = version_of, absent: Sequence[str] | None = None) -> Finding:
    """Look for what reads buttons that are wired to pins.

    Args:
        version_of: returns a package's version.
        absent: which modules can't be imported; None to try.
    """
    gone = _absent(("gpiozero", "lgpio")) if absent is None else absent
    cure = "apt-get install python3-gpiozero python3-lgpio"
    if gone:
        return problem("buttons", say("missing: {names}", names=f"{', '.join(gone)}: {cure}"))
    lgpio = version_of("lgpio") or ""
    # PyPI has an empty 0.0.0.2 that installs where there is no real wheel.
    if lgpio.startswith(("0.0.", "0.1.")):
        stub = say(
            "lgpio {version} is only a stub; at least 0.2 is needed: {cure}",
            version=lgpio,
            cure=cure,
        )
        return problem("buttons", stub)
    return ok("buttons", f"gpiozero {version_of('gpiozero')}, lgpio {lgpio or say('there')}")


def _absent(modules: Iterable[str]) -> list[str]:
    gone = []
    for module in modules:
        try:
            import_module(module)
        except ImportError:
            gone.append(module)
    return gone
