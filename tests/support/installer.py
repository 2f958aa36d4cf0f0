"""What the installer is given in tests: copies of the tree, whole and broken, and a wheelhouse."""

import json
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.containers import Container, debian, kept

TREE = Path(__file__).parents[2]
PARTS = ("hub", "display", "systemd", "scripts", "pyproject.toml", "README.md", "LICENSE")
TARGETS = (f"{platform.machine()}:3.11", f"{platform.machine()}:3.13")
"""The machine and the Pythons of bookworm's and trixie's containers."""

DATA = "/var/lib/galley"
ORDER = "0d5b6e2c-9c3e-4f0c-8b59-6c6a1d3c9f11"
"""The id of the order that :func:`installed_once` takes."""


def locked(*names: str) -> str:
    """Return what stands in locks of ``scripts/locks``."""
    return "".join((TREE / f"scripts/locks/{each}.txt").read_text("utf-8") for each in names)


def wheelhouse() -> Path:
    """Return a folder of wheels for the containers, made by ``scripts/wheelhouse``."""

    def make(folder: Path) -> None:
        script = TREE / "scripts" / "wheelhouse"
        targets = [f"--only={each}" for each in TARGETS]
        subprocess.run([script, folder, *targets], check=True, capture_output=True, timeout=600)

    return kept("wheelhouse", (*TARGETS, locked("galley", "lgpio")), make)


class Sources:
    """A copy of the tree, as the owner downloaded it.

    Args:
        folder: where it is put; need not exist.
        version: what it says that it is; None leaves it as it is.
        tree: what is copied; another version is best made from the copy of the first one, as the
            tree may be worked on meanwhile.
    """

    def __init__(self, folder: Path, version: str | None = None, tree: Path = TREE) -> None:
        self.folder = folder
        folder.mkdir()
        for part in PARTS:
            source = tree / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, folder / part)
        if version is not None:
            self.change("pyproject.toml", r'^version = ".*"$', f'version = "{version}"')

    def change(self, file: str, pattern: str, by: str) -> None:
        """Change the one place that a pattern finds."""
        path = self.folder / file
        text, count = re.subn(pattern, by, path.read_text("utf-8"), flags=re.MULTILINE)
        assert count == 1, f"{file}: {pattern} was found {count} times"
        path.write_text(text, "utf-8")

    def add(self, file: str, text: str) -> None:
        """Add a file."""
        (self.folder / file).write_text(text, "utf-8")


def install(machine: Container, sources: str, *arguments: str, told: str = "") -> tuple[int, str]:
    """Run a copy's installer inside, without a network; return its exit code and what it says."""
    script = f"/srv/galley/{sources}/scripts/install"
    done = machine.ask(script, *arguments, "--wheelhouse=/srv/wheels", told=told, timeout=110)
    return done.returncode, done.stdout


def debian_package(machine: Container, folder: str, about: str, files: Path | None = None) -> None:
    """Make a Debian package inside.

    Args:
        machine: where.
        folder: into which, and where apt is to find it.
        about: its control file, less what every package has.
        files: what it holds, by the path that it is to have; None for nothing.
    """
    tree = machine.path("/debian-package")
    if files is None:
        tree.mkdir()
    else:
        shutil.copytree(files, tree)
    (tree / "DEBIAN").mkdir()
    common = "Version: 1\nArchitecture: all\nMaintainer: a test\nDescription: of a test\n"
    (tree / "DEBIAN" / "control").write_text(f"{about}\n{common}")
    machine.run("mkdir", "-p", folder)
    machine.run("dpkg-deb", "--build", "/debian-package", folder)
    shutil.rmtree(tree)
    library = "/srv/galley/now/scripts/setup/packages.sh"
    machine.run("bash", "-c", f". {library}; index_packages '{folder}'")


def printed(machine: Container, folders: str = "/etc /opt /usr/local /var/lib/dpkg") -> str:
    """Return what stands in folders: every file's name, owner, rights, time and content."""
    return machine.run(
        *("sh", "-c"),
        f"find {folders} -printf '%p %u:%g %m %T@ %l\\n' | sort; "
        f"find {folders} -type f -print0 | sort -z | xargs -0 sha256sum",
    )


def downloads(folder: Path) -> dict[str, Path]:
    """Make what every machine has before Galley comes: the downloads, by their path inside."""
    Sources(folder / "now")
    return {"/srv/galley": folder, "/srv/wheels": wheelhouse()}


@contextmanager
def installed_once(given: dict[str, Path]) -> Iterator[tuple[Path, ...]]:
    """Install both on a machine, take an order, and shut it down; gives its layers."""
    with Container(debian(), binds=given) as machine:
        status, said = install(machine, "now", "both")
        assert status == 0, said
        take_order(machine, ORDER)
        machine.shut_down()
        yield machine.layers


def take_order(machine: Container, order_id: str) -> None:
    """Have a soup ordered."""
    soup = {"id": order_id, "type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
    answer = ask(machine, "/api/orders", soup)
    assert answer["success"], answer


def ask(machine: Container, path: str, body: object = None, token: str = "") -> dict[str, Any]:
    """Ask the hub from its own machine, as the first manager unless another token's file is named.

    Returns:
        its answer; nothing where it did not answer.
    """
    bearer = f"Authorization: Bearer $(cat {token or f'{DATA}/manager.token'})"
    data = "" if body is None else f"--json '{json.dumps(body)}'"
    done = machine.ask(
        "sh", "-c", f'curl --silent --max-time 5 -H "{bearer}" {data} http://127.0.0.1:8080{path}'
    )
    answer: dict[str, Any] = json.loads(done.stdout or "{}")
    return answer


def version(machine: Container) -> str:
    """Return which version of the hub answers."""
    return str(ask(machine, "/readyz")["data"]["version"])


def orders(machine: Container) -> list[str]:
    """Return the ids of the open orders, the oldest first."""
    return [each["id"] for each in ask(machine, "/api/kitchen/orders")["data"]]


def download(given: dict[str, Path], name: str, version: str) -> Sources:
    """Put another version of Galley beside the one that is installed."""
    downloads = given["/srv/galley"]
    return Sources(downloads / name, version, downloads / "now")
