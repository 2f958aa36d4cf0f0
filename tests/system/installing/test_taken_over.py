"""A machine that scripts/install has made is taken over by packages (root)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.containers import Container
from tests.support.installer import ORDER, ask, orders
from tests.support.namespaces import wait_until
from tests.support.packages import builder, copy_tree, target

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

DEBS = "/srv/debs"


@pytest.fixture(scope="module")
def debs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build packages of a later version, for the system that the installer was run on."""
    folder = tmp_path_factory.mktemp("debs")
    tree = copy_tree(folder / "tree", "9.8.7")
    (folder / "made").mkdir()
    builder(tree, "9.8.7", folder / "wheel").build(folder / "made", [target("bookworm")])
    return folder / "made"


@pytest.fixture
def machine(layers: tuple[Path, ...], given: dict[str, Path], debs: Path) -> Iterator[Container]:
    """Boot the machine that has been installed from a clone."""
    with Container(layers, binds={**given, DEBS: debs}) as machine:
        wait_until(lambda: version(machine) != "", "the hub is ready", 30)
        yield machine


def version(machine: Container) -> str:
    return str(ask(machine, "/readyz").get("data", {}).get("version", ""))


def test_orders_settings_and_the_screen_s_token_stay(machine: Container) -> None:
    settings = machine.path("/etc/galley/hub.toml")
    settings.write_text("# the owner's own\n")
    token = machine.path("/etc/galley/display-0.token").read_text()

    machine.run(
        *("sh", "-c", f"apt-get install --yes --no-install-recommends {DEBS}/*.deb"), timeout=300
    )
    wait_until(lambda: version(machine) == "9.8.7", "the packages' version runs", 90)

    assert orders(machine) == [ORDER]
    assert settings.read_text() == "# the owner's own\n"
    assert machine.path("/etc/galley/display-0.token").read_text() == token
    for unit in ("galley-hub.service", "galley-display@0.service", "galley-backup.timer"):
        place = machine.state(unit, "FragmentPath")
        assert place.startswith(("/usr/lib/systemd/", "/lib/systemd/")), unit
        assert machine.state(unit) == "active"
    assert not machine.path("/usr/local/bin/galley-hub").exists()
    assert machine.path("/opt/galley").exists(), "the one to go back to"

    machine.restart()
    wait_until(lambda: version(machine) == "9.8.7", "it starts with the power", 30)
    assert orders(machine) == [ORDER]
