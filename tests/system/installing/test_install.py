"""The installer on a machine with systemd and without a network, as an owner runs it (root).

The machine that has been installed once is shut down, and each test goes on from there.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from display import config as of_screen
from hub import config as of_hub
from tests.support.containers import Container, debian
from tests.support.installer import (
    DATA,
    ORDER,
    ask,
    debian_package,
    download,
    install,
    orders,
    printed,
    version,
)

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

HUB, SCREEN, BACKUP = "galley-hub.service", "galley-display@0.service", "galley-backup.timer"
SECOND_SCREEN = "galley-display@1.service"
SETTINGS = "/etc/galley"


def program(machine: Container, unit: str) -> str:
    """Return the path of the program that a service runs, with its release in it."""
    pid = machine.run("systemctl", "show", "--value", "--property=MainPID", unit).strip()
    return machine.run("cat", f"/proc/{pid}/cmdline")


@pytest.fixture
def fresh(given: dict[str, Path]) -> Iterator[Container]:
    """Boot a machine that has never seen Galley."""
    with Container(debian(), binds=given) as machine:
        yield machine


@pytest.fixture(scope="module")
def only_a_screen(
    given: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Container, str]]:
    """Install a screen on a machine with trixie, which brings a python3-lgpio as a Pi does."""
    files = tmp_path_factory.mktemp("lgpio")
    modules = files / "usr/lib/python3/dist-packages"
    modules.mkdir(parents=True)
    (modules / "lgpio.py").touch()
    (modules / "lgpio-0.2.2.0.egg-info").write_text("Name: lgpio\nVersion: 0.2.2.0\n")
    with Container(debian("trixie"), binds=given) as machine:
        debian_package(machine, "/lgpio", "Package: python3-lgpio", files)
        machine.run("sh", "-c", "dpkg --install /lgpio/*.deb")
        machine.path("/usr/lib/python3/dist-packages/not_for_galley.py").touch()
        status, said = install(machine, "now", "display")
        assert status == 0, said
        yield machine, said


def test_what_was_installed_starts_with_the_power(machine: Container) -> None:
    assert {unit: machine.state(unit) for unit in (HUB, SCREEN, BACKUP)} == {
        HUB: "active",
        SCREEN: "active",
        BACKUP: "active",
    }
    assert orders(machine) == [ORDER]


def test_the_screen_beside_the_hub_has_been_let_in(machine: Container) -> None:
    me = ask(machine, "/api/auth/me", token=f"{SETTINGS}/display-0.token")["data"]

    assert (me["name"], me["role"]) == ("Screen of the hub", "kitchen")
    assert f"HUB_TOKEN_FILE={SETTINGS}/display-0.token" in machine.run(
        "cat", f"{SETTINGS}/display-0.env"
    )


def test_the_doctor_finds_nothing_wrong_with_the_screen_s_token(machine: Container) -> None:
    said = machine.ask("galley-display", "doctor", "--headless").stdout

    assert "ok       orders: the token is good" in said
    assert f"ok       token: {SETTINGS}/display-0.token" in said


def test_tokens_are_nobody_else_s(machine: Container) -> None:
    looked = machine.ask(
        *("runuser", "-u", "nobody", "--", "cat"),
        f"{SETTINGS}/display-0.token",
        f"{DATA}/manager.token",
        f"{DATA}/galley.db",
    )

    assert looked.stdout.count("Permission denied") == 3


def test_the_settings_name_every_key_of_both_programs(machine: Container) -> None:
    assert machine.run("cat", f"{SETTINGS}/hub.toml") == of_hub.file_text({})
    assert machine.run("cat", f"{SETTINGS}/display.toml") == of_screen.file_text({})


def test_a_second_run_changes_nothing(machine: Container) -> None:
    before = printed(machine), machine.state(HUB, "MainPID"), machine.state(SCREEN, "MainPID")

    status, said = install(machine, "now", "both")

    assert (status, said) == (0, "All is there and well; nothing had to be done.\n")
    after = printed(machine), machine.state(HUB, "MainPID"), machine.state(SCREEN, "MainPID")
    assert after == before


def test_what_is_missing_is_made_again_and_settings_stay_the_owner_s(machine: Container) -> None:
    mine = '[hub]\nname = "Chez Paul"\n'
    machine.path(f"{SETTINGS}/hub.toml").write_text(mine)
    machine.run("rm", "/usr/local/bin/galley-hub", f"/etc/systemd/system/{HUB}")

    status, said = install(machine, "now", "both")

    assert status == 0, said
    assert machine.run("galley-hub", "--version").startswith("galley-hub ")
    assert machine.state(HUB) == "active"
    assert machine.run("cat", f"{SETTINGS}/hub.toml") == mine


def test_the_owner_s_command_works_beside_the_hub_and_without_it(machine: Container) -> None:
    asked = machine.run("galley-hub", "devices")
    machine.run("systemctl", "stop", HUB)
    alone = machine.run("galley-hub", "devices")
    machine.run("galley-hub", "backup")

    assert "Screen of the hub" in asked
    assert "Screen of the hub" in alone
    owners = machine.run("find", DATA, "-printf", "%u\n").split()
    assert set(owners) == {"galley"}


def test_what_a_screen_cannot_draw_without_is_named(machine: Container) -> None:
    machine.run("dpkg", "--purge", "--force-depends", "libgbm1")

    done = machine.ask("galley-display", "doctor", "--installation")

    assert done.returncode == 1
    assert "missing: libgbm.so.1 (apt-get install libgbm1)" in done.stdout


def test_another_version_is_not_installed_unless_told_to(
    machine: Container, given: dict[str, Path]
) -> None:
    download(given, "unasked", "0.2.0")
    before = printed(machine)

    status, said = install(machine, "unasked", "both")

    assert (status, "--upgrade" in said) == (1, True), said
    assert printed(machine) == before


def test_an_upgrade_keeps_orders_and_settings(machine: Container, given: dict[str, Path]) -> None:
    download(given, "newer", "0.2.0").add(
        "hub/store/migrations/0999_a_table.sql", "CREATE TABLE a_table (id INTEGER);"
    )
    settings = printed(machine, SETTINGS)
    machine.run("systemctl", "enable", "--now", SECOND_SCREEN)

    status, said = install(machine, "newer", "--upgrade")

    assert status == 0, said
    assert version(machine) == "0.2.0"
    assert orders(machine) == [ORDER]
    assert printed(machine, SETTINGS) == settings
    for screen in (SCREEN, SECOND_SCREEN):
        assert machine.state(screen) == "active"
        assert "0.2.0" in program(machine, screen), said


def test_a_hub_that_does_not_start_gives_way_to_the_old_one_and_its_orders(
    machine: Container, given: dict[str, Path]
) -> None:
    before = version(machine)
    broken = download(given, "broken", "0.4.0")
    broken.add("hub/store/migrations/0999_a_table.sql", "CREATE TABLE a_table (id INTEGER);")
    broken.change("hub/cli/serve.py", r"^( +)_settle\(\)$", r"\1raise ValueError")

    status, said = install(machine, "broken", "--upgrade")

    assert status == 1
    assert "runs again, with all its orders" in said
    assert "ValueError" in said
    assert (version(machine), orders(machine)) == (before, [ORDER]), said
    assert machine.state(SCREEN) == "active"


def test_a_screen_that_does_not_start_gives_way_to_the_old_one(
    machine: Container, given: dict[str, Path]
) -> None:
    before = version(machine)
    broken = download(given, "blind", "0.5.0")
    broken.change("display/app/modes.py", r"^async def run\(.*$", r"\g<0>\n    raise ValueError")
    machine.run("systemctl", "enable", "--now", SECOND_SCREEN)

    status, said = install(machine, "blind", "--upgrade")

    assert (status, version(machine)) == (1, before), said
    for screen in (SCREEN, SECOND_SCREEN):
        assert machine.state(screen) == "active"
        assert before in program(machine, screen), said


def test_after_removing_the_orders_are_still_there(machine: Container) -> None:
    machine.run("systemctl", "enable", "--now", SECOND_SCREEN)

    status, said = install(machine, "now", "--uninstall")

    assert status == 0, said
    left = machine.run("find", "/opt", "/etc", "/usr/local", "-path", "*galley*").split()
    assert sorted(left) == [SETTINGS, f"{SETTINGS}/display.toml", f"{SETTINGS}/hub.toml"]
    assert machine.path(f"{DATA}/galley.db").is_file()
    for unit in (HUB, SCREEN, SECOND_SCREEN):
        assert machine.state(unit, "LoadState") == "not-found"


def test_deleting_the_orders_is_asked_about_first(machine: Container) -> None:
    status, said = install(machine, "now", "--uninstall", "--purge", told="y\n")

    assert (status, said.endswith("nothing was done\n")) == (1, True), said
    assert orders(machine) == [ORDER]


def test_purged_nothing_is_left(machine: Container) -> None:
    status, said = install(machine, "now", "--uninstall", "--purge", told="yes\n")

    assert status == 0, said
    places = ("/opt", "/etc", "/usr/local", "/var/lib", "/var/cache")
    assert machine.run("find", *places, "-path", "*galley*") == ""
    assert machine.ask("getent", "passwd", "galley").returncode == 2


def test_without_its_screen_the_hub_goes_on(machine: Container) -> None:
    status, said = install(machine, "now", "display", "--uninstall")

    assert status == 0, said
    assert orders(machine) == [ORDER]
    assert machine.ask("systemctl", "is-enabled", SCREEN).returncode != 0
    assert "Screen of the hub" not in machine.run("galley-hub", "devices")


def test_without_its_hub_the_screen_looks_for_another_one(machine: Container) -> None:
    status, said = install(machine, "now", "hub", "--uninstall")

    assert status == 0, said
    assert machine.state(HUB) == "inactive"
    assert machine.state(SCREEN) == "active"
    assert machine.run("ls", SETTINGS).split() == ["display.toml", "hub.toml"]


def test_a_machine_that_is_only_a_screen_has_no_hub_and_waits_to_be_paired(
    only_a_screen: tuple[Container, str],
) -> None:
    machine, said = only_a_screen

    assert "the screen shows a number; on the hub: sudo galley-hub pair" in said
    assert machine.state(SCREEN) == "active"
    assert machine.ask("systemctl", "is-enabled", HUB).returncode != 0
    assert machine.run("ls", SETTINGS).split() == ["display.toml"]


def test_where_there_is_no_wheel_the_system_s_own_lgpio_is_taken_and_nothing_else_of_it(
    only_a_screen: tuple[Container, str],
) -> None:
    machine, said = only_a_screen
    python = "/opt/galley/current/bin/python"

    assert "Tried out: buttons: lgpio 0.2.2.0\n" in said
    where = machine.run(python, "-c", "import lgpio; print(lgpio.__file__)")
    assert where.startswith("/opt/galley/")
    assert machine.ask(python, "-c", "import not_for_galley").returncode == 1


def test_said_only_it_does_nothing(fresh: Container) -> None:
    before = printed(fresh)

    status, said = install(fresh, "now", "both", "--dry-run")

    assert (status, "Would do: System user galley" in said) == (0, True), said
    assert printed(fresh) == before


@pytest.mark.parametrize(
    ("command", "answer", "told"),
    [
        ("dpkg", "echo armhf", "a 64-bit system is needed, and this one is armhf"),
        ("python3", "exit 1", "Python 3.11 or newer is needed"),
        ("df", "echo 12", "700 MB have to be free for /opt/galley, and 12 MB are"),
    ],
)
def test_an_unfit_machine_is_left_alone(
    fresh: Container, command: str, answer: str, told: str
) -> None:
    # Found before the machine's own.
    stand_in = fresh.path(f"/usr/local/sbin/{command}")
    stand_in.write_text(f"#!/bin/sh\n{answer}\n")
    stand_in.chmod(0o755)
    before = printed(fresh)

    status, said = install(fresh, "now", "hub")

    assert (status, told in said) == (1, True), said
    assert printed(fresh) == before


def test_debian_packages_that_cannot_be_had_are_named(fresh: Container) -> None:
    fresh.run("dpkg", "--purge", "--force-depends", "libgbm1", "fonts-dejavu-core")

    status, said = install(fresh, "now", "display")

    assert status == 1
    assert "missing and cannot be had now: libgbm1 fonts-dejavu-core. Connect" in said


def test_it_asks_for_root(fresh: Container) -> None:
    fresh.run("cp", "-r", "/srv/galley/now", "/usr/src/galley")

    done = fresh.ask("runuser", "-u", "nobody", "/usr/src/galley/scripts/install", "hub")

    assert done.stdout == "install: it needs root: sudo ./scripts/install hub\n"
    assert done.returncode == 1


def test_debian_packages_come_from_the_wheelhouse_too(fresh: Container) -> None:
    folder = "/a wheelhouse/packages"
    debian_package(fresh, folder, "Package: galley-a\nDepends: galley-b")
    debian_package(fresh, folder, "Package: galley-b")

    fresh.run(
        *("bash", "-c"),
        "cd /srv/galley/now/scripts; . ./lib.sh; . setup/packages.sh; wheelhouse='/a wheelhouse'; "
        "apt_install galley-a",
    )

    wanted = "--showformat=${Package} ${db:Status-Abbrev}\n"
    installed = fresh.run("dpkg-query", "--show", wanted, "galley-a", "galley-b")
    assert installed.split() == ["galley-a", "ii", "galley-b", "ii"]
