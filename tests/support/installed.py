"""Galley in a container: program, user and units as the installer leaves them (root).

It takes the place of the installer where the units are what is tested.
"""

import json
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.containers import Container, debian, kept
from tests.support.installer import locked
from tests.support.namespaces import Machine, wait_until

HUB = "galley-hub.service"
DATA = "/var/lib/galley"

_TREE = Path(__file__).parents[2]
_RELEASE = "/opt/galley/releases/test"
_SOURCES = "/opt/galley/sources"
_GROUPS = ("video", "render", "input", "audio")
_COMMAND = """\
#!{release}/bin/python
import sys
from {package}.__main__ import main
sys.exit(main())
"""


def release(root: Path) -> Path:
    """Return a virtual environment that runs in a root, with all that Galley needs but itself."""
    project = tomllib.loads((_TREE / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = project["name"].replace("-", "_"), project["version"]
    [python] = (each.name for each in (root / "usr/lib").glob("python3.[0-9]*"))

    def make(folder: Path) -> None:
        site = folder / "lib" / python / "site-packages"
        (folder / "bin").mkdir()
        (folder / "bin/python").symlink_to(f"/usr/bin/{python}")
        (folder / "pyvenv.cfg").write_text(
            "home = /usr/bin\ninclude-system-site-packages = false\n"
        )
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(site)),
                *("--only-binary=:all:", "--python-version", python.removeprefix("python")),
                *("--no-deps", "--require-hashes"),
                *("--requirement", str(_TREE / "scripts/locks/galley.txt")),
            ],
            check=True,
            stderr=subprocess.DEVNULL,
            timeout=600,
        )
        (site / "galley.pth").write_text(f"{_SOURCES}\n")
        known = site / f"{name}-{version}.dist-info"
        known.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n"
        (known / "METADATA").write_text(metadata)
        for part, package in (("hub", "hub"), ("display", "display"), ("host", "hub.host")):
            command = folder / "bin" / f"galley-{part}"
            command.write_text(_COMMAND.format(release=_RELEASE, package=package))
            command.chmod(0o755)

    parts = (locked("galley"), name, version, python, platform.machine(), _COMMAND, "2")
    return kept("release", parts, make)


@contextmanager
def installed(folder: Path, network: Machine, suite: str = "bookworm") -> Iterator[Container]:
    """Boot a machine that Galley has been installed on; nothing of it runs yet.

    Args:
        folder: for a copy of the program, which the machine runs.
        network: whose network it has.
        suite: Debian's name of the system.
    """
    root = debian(suite)
    for each in ("hub", "display"):
        shutil.copytree(_TREE / each, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(__file__).with_name("inside_sandbox.py"), folder)
    # Whoever runs the tests may keep his files to himself; the machine's user has to read these.
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    binds = {_RELEASE: release(root), _SOURCES: folder}
    with Container(root, network=network, binds=binds) as machine:
        machine.run(
            *("useradd", "--system", "--home-dir", DATA, "--shell", "/usr/sbin/nologin"),
            *("--groups", ",".join(_GROUPS), "galley"),
        )
        machine.run("ln", "--symbolic", _RELEASE, "/opt/galley/current")
        machine.run("mkdir", "/etc/galley")
        machine.run("touch", "/etc/galley/hub.toml", "/etc/galley/display.toml")
        for unit in (_TREE / "systemd").iterdir():
            shutil.copy(unit, machine.path("/etc/systemd/system"))
        machine.run("systemctl", "daemon-reload")
        yield machine


def change(machine: Container, unit: str, *lines: str) -> None:
    """Change a unit's ``[Service]`` by a drop-in, until :func:`as_shipped`."""
    folder = machine.path(f"/etc/systemd/system/{unit}.d")
    folder.mkdir(exist_ok=True)
    (folder / "test.conf").write_text("\n".join(("[Service]", *lines, "")))
    machine.run("systemctl", "daemon-reload")


def as_shipped(machine: Container, unit: str) -> None:
    """Stop a unit, and undo what :func:`change` did to it."""
    machine.run("systemctl", "stop", unit)
    shutil.rmtree(machine.path(f"/etc/systemd/system/{unit}.d"), ignore_errors=True)
    machine.run("systemctl", "daemon-reload")
    machine.ask("systemctl", "reset-failed", unit)


def pid_of(machine: Container, unit: str) -> int:
    """Return the id, inside, of a unit's main process; 0 when it has none."""
    return int(machine.state(unit, "MainPID"))


def back_again(machine: Container, unit: str, was: int, within: float = 60.0) -> None:
    """Wait until a unit runs in another process than before, and is ready.

    Args:
        machine: where.
        unit: which.
        was: the process's id before.
        within: seconds.
    """

    def back() -> bool:
        return machine.state(unit) == "active" and pid_of(machine, unit) not in {0, was}

    wait_until(back, f"{unit} runs again", within)


def tried_inside(machine: Container, unit: str, **unlike: str) -> dict[str, str]:
    """Try what a service can do, in everything but its program as the unit has it.

    Args:
        machine: where.
        unit: the file's name, such as ``galley-display@.service``.
        unlike: settings in place of the unit's own.

    Returns:
        what came of each of ``tests.support.inside_sandbox.TRIED``: "done", or why not.
    """
    probe = unit.replace("galley-", "galley-probe-")
    started = probe.replace("@.", "@0.")
    text = (_TREE / "systemd" / unit).read_text("utf-8")
    state = f"{DATA}-display-0" if "@" in unit else DATA
    unlike = {
        "Type": "oneshot",
        "ExecStart": f"/usr/bin/python3 {_SOURCES}/inside_sandbox.py {state}/found.json",
        "Restart": "no",
        "WatchdogSec": "0",
    } | unlike
    for key, value in unlike.items():
        text = re.sub(rf"^{key}=.*$", f"{key}={value}", text, flags=re.MULTILINE)
    machine.path(f"/etc/systemd/system/{probe}").write_text(text)
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", started)
    found: dict[str, str] = json.loads(machine.path(f"{state}/found.json").read_text("utf-8"))
    return found
