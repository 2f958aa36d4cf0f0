"""Another version takes over from packages, on trial, and the one before comes back (root)."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.containers import Container, debian
from tests.support.installer import DATA, ORDER, ask, orders, take_order
from tests.support.namespaces import wait_until
from tests.support.packages import builder, copy_tree, target

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(900)]

SUITE = "trixie"
DEBS = "/srv/debs"
OLD, NEW, ILL = "9.1.0", "9.2.0", "9.3.0"
NOTES = "/var/lib/galley-switch"
LATER = "5c0f7d0e-3b53-4a5e-9d53-1f2f2f7f6c02"


@pytest.fixture(scope="module")
def debs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build three versions: one, one that keeps orders in another way, and one that is ill."""
    folder = tmp_path_factory.mktemp("versions")
    for version in (OLD, NEW, ILL):
        tree = copy_tree(folder / f"tree-{version}", version)
        if version != OLD:
            newest = max((tree / "hub/store/migrations").glob("*.sql")).name[:4]
            migration = tree / "hub/store/migrations/0999_more.sql"
            migration.write_text(f"-- readable from {newest}\nCREATE TABLE more (a INTEGER);\n")
        if version == ILL:
            # It starts, takes the orders over, and ends.
            serve = tree / "hub/cli/serve.py"
            text = serve.read_text("utf-8")
            assert text.count("        _settle()\n") == 1
            serve.write_text(text.replace("        _settle()\n", "        raise ValueError\n"))
        made = folder / version
        made.mkdir()
        builder(tree, version, folder / f"wheel-{version}").build(made, [target(SUITE)])
        shutil.rmtree(tree)
    return folder


@pytest.fixture(scope="module")
def layers(debs: Path) -> Iterator[tuple[Path, ...]]:
    """Install the first version, take an order, and shut the machine down."""
    with Container(debian(SUITE), binds={DEBS: debs}) as machine:
        install(machine, OLD)
        wait_until(lambda: version(machine) == OLD, "the hub is ready", 30)
        take_order(machine, ORDER)
        machine.shut_down()
        yield machine.layers


@pytest.fixture
def machine(layers: tuple[Path, ...], debs: Path) -> Iterator[Container]:
    """Boot the machine that runs the first version."""
    with Container(layers, binds={DEBS: debs}) as machine:
        wait_until(lambda: version(machine) == OLD, "the hub is ready", 30)
        yield machine


def install(machine: Container, which: str) -> None:
    """Let apt bring a version, with nobody there."""
    machine.run(
        *("sh", "-c"),
        f"apt-get install --yes --no-install-recommends {DEBS}/{which}/*.deb",
        timeout=300,
    )


def version(machine: Container) -> str:
    if not machine.path(f"{DATA}/manager.token").exists():
        return ""
    return str(ask(machine, "/readyz").get("data", {}).get("version", ""))


def note(machine: Container, name: str) -> str:
    path = machine.path(f"{NOTES}/{name}")
    return path.read_text().strip() if path.exists() else ""


def settled(machine: Container) -> bool:
    return machine.state("galley-switch.service") in {"inactive", "failed"}


def test_an_upgrade_takes_over_and_keeps_the_one_before(machine: Container) -> None:
    install(machine, NEW)
    wait_until(lambda: version(machine) == NEW and settled(machine), "the new version runs", 60)

    assert orders(machine) == [ORDER]
    assert (note(machine, "wanted"), note(machine, "trying")) == ("", "")
    assert machine.path(f"/usr/lib/galley/releases/{OLD}/complete").exists()
    assert "\ngalley-9.1.0 " not in machine.run("apt-get", "--simulate", "autoremove")
    assert list(machine.path(f"{DATA}/backups").glob("*.db")), "a backup was made before"


def test_a_version_that_is_ill_gives_way_to_the_old_one_and_no_order_is_lost(
    machine: Container,
) -> None:
    install(machine, ILL)
    wait_until(lambda: settled(machine) and version(machine) == OLD, "the old one is back", 90)

    assert orders(machine) == [ORDER]
    assert note(machine, "refused").startswith(f"{ILL}\ngalley-hub.service ended 3 times")
    take_order(machine, LATER)
    assert orders(machine) == [ORDER, LATER]

    machine.restart()
    wait_until(lambda: version(machine) == OLD, "the old one starts with the power", 30)
    assert note(machine, "wanted") == ""


@pytest.mark.parametrize("seconds", [0.5, 2.0, 4.0, 7.0])
def test_a_power_cut_in_the_middle_of_an_upgrade_leaves_a_hub_that_takes_orders(
    machine: Container, seconds: float
) -> None:
    """Killed, and so everything that was written is there; disks that lose it are another test."""
    machine.ask(
        *("systemd-run", "--quiet", "--no-block", "sh", "-c"),
        f"apt-get install --yes --no-install-recommends {DEBS}/{NEW}/*.deb",
    )
    time.sleep(seconds)
    machine.cut()

    machine.start()
    wait_until(lambda: version(machine) in {OLD, NEW}, "a hub runs", 60)
    assert orders(machine) == [ORDER]

    # What mends at boot had nowhere to fetch from; now somebody brings the packages again.
    wait_until(lambda: mended(machine), "nothing is half done", 60)
    install(machine, NEW)
    wait_until(lambda: version(machine) == NEW and settled(machine), "the upgrade ends well", 60)
    assert orders(machine) == [ORDER]


def mended(machine: Container) -> bool:
    return (
        machine.state("galley-mend.service") in {"inactive", "failed"}
        and machine.run("dpkg", "--audit") == ""
    )


def test_a_power_cut_in_the_middle_of_an_ill_version_s_trial_ends_with_the_old_one(
    machine: Container,
) -> None:
    install(machine, ILL)
    wait_until(lambda: note(machine, "trying") == OLD, "the trial has begun", 60)
    machine.cut()

    machine.start()

    wait_until(lambda: settled(machine) and version(machine) == OLD, "the old one is back", 90)
    assert orders(machine) == [ORDER]
    assert note(machine, "refused").startswith(ILL)
