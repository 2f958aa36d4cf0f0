"""What the services may do and what they may not, tried inside a real systemd's sandbox."""

import json
from collections.abc import Iterator

import pytest

from tests.support.containers import Container
from tests.support.inside_sandbox import TRIED
from tests.support.installed import DATA, installed, tried_inside
from tests.support.namespaces import Switch

# The first test of all may have to make the container's root.
pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

ALLOWED = {
    "write its state",
    "write its runtime folder",
    "write /tmp",
    "listen",
    "multicast",
    "netlink",
}
HUBS_OWN = {"write a stick", "read the hub's data"}
SCREENS_OWN = {"executable memory"}


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def machine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Container]:
    with (
        Switch() as switch,
        switch.machine("hub", "198.18.0.1/24") as network,
        installed(tmp_path_factory.mktemp("sources"), network, request.param) as machine,
    ):
        # Where nothing but the sandbox stands in the way.
        for folder in ("/home/cook", "/media/stick", "/var/lib/neighbour"):
            machine.run("install", "--directory", "--mode=0777", folder)
        for folder in ("/etc", "/etc/galley", "/usr", "/var/lib", "/mnt"):
            machine.run("chmod", "a+w", folder)
        yield machine


@pytest.fixture(scope="module")
def of_the_hub(machine: Container) -> dict[str, str]:
    machine.run("install", "--directory", "--owner=galley", DATA)
    return tried_inside(machine, "galley-hub.service")


@pytest.fixture(scope="module")
def of_the_screen(machine: Container, of_the_hub: dict[str, str]) -> dict[str, str]:
    return tried_inside(machine, "galley-display@.service")


@pytest.fixture(scope="module")
def without_a_sandbox(machine: Container, of_the_hub: dict[str, str]) -> dict[str, str]:
    """Try the same as root and unconfined: what fails here says nothing of a sandbox."""
    file = f"{DATA}/found.json"
    machine.run(
        *("systemd-run", "--wait", "--quiet", "--property=RuntimeDirectory=galley"),
        *("--property=StateDirectory=galley", "python3"),
        *("/opt/galley/sources/inside_sandbox.py", file),
    )
    found: dict[str, str] = json.loads(machine.path(file).read_text("utf-8"))
    return found


def test_without_the_sandbox_root_could_do_it_all(without_a_sandbox: dict[str, str]) -> None:
    assert {name: came for name, came in without_a_sandbox.items() if came != "done"} == {}


def test_the_hub_may_do_what_it_needs_and_no_more(of_the_hub: dict[str, str]) -> None:
    done = {name for name, came in of_the_hub.items() if came == "done"}

    assert set(of_the_hub) == set(TRIED)
    assert done == ALLOWED | HUBS_OWN, of_the_hub


def test_a_screen_may_do_what_it_needs_and_no_more(of_the_screen: dict[str, str]) -> None:
    done = {name for name, came in of_the_screen.items() if came == "done"}

    assert done == ALLOWED | SCREENS_OWN, of_the_screen
