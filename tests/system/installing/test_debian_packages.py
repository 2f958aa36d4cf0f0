"""Galley from its packages on a machine: installed, asked nothing, removed, purged (root)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.containers import Container, debian
from tests.support.installer import DATA
from tests.support.namespaces import wait_until
from tests.support.packages import builder, copy_tree, target

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

DEBS = "/srv/debs"
PROGRAM = "galley-9.8.7"
ALL = (PROGRAM, "galley-common", "galley-hub", "galley-display", "galley")
ELSEWHERE = ("/proc", "/sys", "/dev", "/run", "/srv", "/var/lib/dpkg", "/var/log")
"""What is none of a package's business, and what dpkg writes of them."""


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def suite(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def debs(suite: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the packages for a suite."""
    folder = tmp_path_factory.mktemp(f"debs-{suite}")
    tree = copy_tree(folder / "tree", "9.8.7")
    (folder / "made").mkdir()
    builder(tree, "9.8.7", folder / "wheel").build(folder / "made", [target(suite)])
    return folder / "made"


@pytest.fixture(scope="module")
def layers(suite: str, debs: Path) -> Iterator[tuple[Path, ...]]:
    """Install them, as an owner does who has nobody at the keyboard, and shut the machine down."""
    with Container(debian(suite), binds={DEBS: debs}) as machine:
        before = left(machine)
        apt(machine, "install", [f"{DEBS}/{each.name}" for each in sorted(debs.glob("*.deb"))])
        wait_until(lambda: ready(machine), "the hub is ready", 30)
        wait_until(machine.path("/etc/galley/display-0.token").exists, "the screen is let in", 30)
        machine.path("/before").write_text("\n".join(before))
        machine.shut_down()
        yield machine.layers


@pytest.fixture
def machine(layers: tuple[Path, ...], debs: Path) -> Iterator[Container]:
    """Boot the machine that they have been installed on."""
    with Container(layers, binds={DEBS: debs}) as machine:
        wait_until(lambda: ready(machine), "the hub is ready", 30)
        yield machine


def apt(machine: Container, action: str, names: Sequence[str]) -> str:
    """Let apt work with nobody there: no answer on its input, and no word that nobody is there."""
    return machine.run(
        *("env", "--unset=DEBIAN_FRONTEND", "apt-get", "--yes", "--no-install-recommends"),
        *(action, *names),
    )


def ready(machine: Container) -> bool:
    asking = ("curl", "--silent", "--fail", "--max-time", "2", "--unix-socket")
    return machine.ask(*asking, f"{DATA}/hub.sock", "http://localhost/readyz").returncode == 0


def left(machine: Container) -> list[str]:
    """Return every file that is on the machine."""
    pruned = " -o ".join(f"-path {each}" for each in ELSEWHERE)
    found = machine.run("sh", "-c", f"find / -xdev \\( {pruned} \\) -prune -o -print")
    return sorted(each for each in found.splitlines() if "__pycache__" not in each)


def test_what_was_installed_starts_with_the_power(machine: Container) -> None:
    for unit in ("galley-hub.service", "galley-backup.timer", "galley-display@0.service"):
        assert machine.state(unit) == "active"


def test_the_screen_beside_the_hub_has_been_let_in(machine: Container) -> None:
    devices = machine.run("galley-hub", "devices")

    assert "Screen of the hub" in devices
    assert machine.run("stat", "--format=%U %a", "/etc/galley/display-0.token") == "galley 600\n"


def test_services_find_their_byte_code(machine: Container) -> None:
    release = f"/usr/lib/galley/releases/{PROGRAM.removeprefix('galley-')}"

    assert list(machine.path(release).rglob("hub/__pycache__/app.*.pyc"))


def test_a_program_that_runs_is_not_taken_away(machine: Container) -> None:
    done = machine.ask("dpkg", "--remove", "--force-depends", PROGRAM)

    assert done.returncode != 0
    assert "Galley 9.8.7 is the one that runs here" in done.stdout
    assert ready(machine)


def test_what_somebody_has_switched_off_stays_off(machine: Container) -> None:
    machine.run("systemctl", "disable", "galley-display@.service")
    machine.run("systemctl", "stop", "galley-display@0.service")

    apt(machine, "install", ["--reinstall", f"{DEBS}/{display(machine)}"])

    assert machine.ask("systemctl", "is-enabled", "galley-display@.service").stdout == "disabled\n"
    assert machine.state("galley-display@0.service") == "inactive"


def display(machine: Container) -> str:
    return machine.run("sh", "-c", f"cd {DEBS} && echo galley-display_*").strip()


def test_an_owner_s_settings_are_kept_without_a_question(machine: Container) -> None:
    settings = machine.path("/etc/galley/hub.toml")
    settings.write_text("# the owner's own\n")
    hub = machine.run("sh", "-c", f"cd {DEBS} && echo galley-hub_*").strip()

    apt(machine, "install", ["--reinstall", f"{DEBS}/{hub}"])

    assert settings.read_text() == "# the owner's own\n"


def test_removed_nothing_is_left_that_dpkg_does_not_know(machine: Container) -> None:
    before = set(machine.path("/before").read_text().splitlines())

    apt(machine, "remove", ALL)

    new = [
        each
        for each in left(machine)
        if each not in before and not each.startswith(("/var/lib/galley", "/etc/galley", "/before"))
    ]
    unknown = [
        each
        for each in new
        if "galley" in each and machine.ask("dpkg", "--search", each).returncode != 0
    ]
    assert unknown == ["/var/cache/galley-display-0"]
    assert machine.path("/var/lib/galley/galley.db").exists()
    assert machine.state("galley-hub.service") == "inactive"


def test_purged_with_nobody_there_the_orders_are_kept(machine: Container) -> None:
    said = apt(machine, "purge", ALL)

    assert "Kept: the orders and backups in /var/lib/galley" in said
    assert machine.path("/var/lib/galley/galley.db").exists()
    assert machine.path("/etc/galley/hub.toml").exists()
    assert not machine.path("/var/lib/galley-display-0").exists()


def test_purged_by_somebody_who_says_yes_nothing_is_left(machine: Container) -> None:
    answer = "galley-hub galley-hub/delete-orders boolean true"
    machine.run("sh", "-c", f"echo '{answer}' | debconf-set-selections")

    apt(machine, "purge", ALL)

    assert [each for each in left(machine) if "galley" in each] == []
