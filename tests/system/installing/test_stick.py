"""A machine without internet is installed from a stick, its clock in the past (root)."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.containers import Container, debian
from tests.support.installer import DATA
from tests.support.namespaces import wait_until
from tests.support.packages import builder, copy_tree, target
from tests.support.signing import make_key, signed

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

SET_CLOCK = """\
#!/bin/sh
# Sets the machine's clock, which a container may not.
case $1 in
--set=@*) /usr/bin/env -u LD_PRELOAD date --date="${1#--set=}" '+@%Y-%m-%d %H:%M:%S' >/run/clock ;;
*) exec /usr/bin/date "$@" ;;
esac
"""
IN_THE_PAST = (
    *(
        "env",
        "PATH=/srv/shim:/usr/sbin:/usr/bin:/sbin:/bin",
        "LD_PRELOAD=/srv/clock/libfaketime.so.1",
    ),
    *(
        "FAKETIME_TIMESTAMP_FILE=/run/clock",
        "FAKETIME_NO_CACHE=1",
        "DONT_FAKE_MONOTONIC=1",
        "TZ=UTC",
    ),
)


@pytest.fixture(scope="module", params=["trixie", "bookworm"])
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def stick(suite: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make a stick with packages that were signed a moment ago."""
    folder = tmp_path_factory.mktemp("stick")
    tree = copy_tree(folder / "tree", "9.8.7")
    (folder / "made").mkdir()
    made = builder(tree, "9.8.7", folder / "wheel").build(folder / "made", [target(suite)])
    with pytest.MonkeyPatch.context() as patch:
        make_key(folder / "gnupg", patch)
        yield signed(made, folder / "a stick", int(time.time()))


@pytest.fixture
def machine(suite: str, stick: Path, tmp_path: Path) -> Iterator[Container]:
    """Boot a machine that has nothing of Galley and no network."""
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "date").write_text(SET_CLOCK)
    (shim / "date").chmod(0o755)
    [clock] = Path("/usr/lib").glob("*/faketime")
    binds = {"/media/a stick": stick, "/srv/shim": shim, "/srv/clock": clock}
    with Container(debian(suite), binds=binds) as machine:
        yield machine


def ready(machine: Container) -> bool:
    asking = ("curl", "--silent", "--fail", "--max-time", "2", "--unix-socket")
    return machine.ask(*asking, f"{DATA}/hub.sock", "http://localhost/readyz").returncode == 0


def test_one_line_makes_a_hub_with_a_screen(machine: Container) -> None:
    machine.run("sh", "/media/a stick/install", "both", timeout=300)

    wait_until(lambda: ready(machine), "the hub is ready", 60)
    assert machine.path("/etc/apt/keyrings/galley.pgp").exists()
    assert not list(machine.path("/etc/apt/sources.list.d").glob("galley*"))


def test_a_clock_in_the_past_is_set_by_whoever_signed(machine: Container) -> None:
    machine.run("sh", "-c", "echo '@2025-06-01 12:00:00' >/run/clock")
    assert machine.run(*IN_THE_PAST, "date", "+%F") == "2025-06-01\n"

    machine.run(*IN_THE_PAST, "sh", "/media/a stick/install", "hub", timeout=300)

    assert machine.run("cat", "/run/clock")[:11] >= time.strftime("@%Y-%m-%d", time.gmtime())
    wait_until(lambda: ready(machine), "the hub is ready", 60)


def test_what_somebody_else_has_signed_leaves_the_clock_and_installs_nothing(
    machine: Container, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.run("sh", "-c", "echo '@2025-06-01 12:00:00' >/run/clock")
    keyrings = machine.path("/etc/apt/keyrings")
    keyrings.mkdir(exist_ok=True)
    make_key(tmp_path / "another", monkeypatch)
    other = signed([], tmp_path / "another stick", int(time.time()))
    shutil.copy(other / "galley.pgp", keyrings / "galley.pgp")

    done = machine.ask(*IN_THE_PAST, "sh", "/media/a stick/install", "hub")

    assert done.returncode == 1
    assert "is not signed by who signed the first one" in done.stdout
    assert machine.run("cat", "/run/clock") == "@2025-06-01 12:00:00\n"
    assert machine.ask("dpkg", "--status", "galley-hub").returncode == 1
