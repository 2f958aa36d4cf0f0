"""``galley-hub discover`` on a network with hubs, and without."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.announced import FINGERPRINT, Announced
from tests.support.namespaces import Machine, Switch

pytestmark = [pytest.mark.root, pytest.mark.system]


@pytest.fixture
def machines() -> Iterator[tuple[Machine, Machine]]:
    with (
        Switch() as switch,
        switch.machine("hub", "198.18.0.1/24") as hub,
        switch.machine("office", "198.18.0.2/24") as office,
    ):
        yield hub, office


def discover(machine: Machine, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*machine.prefix, sys.executable, "-m", "hub", "discover", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_hubs_are_shown_in_a_table(machines: tuple[Machine, Machine], tmp_path: Path) -> None:
    hub, office = machines
    first = Announced(hub, tmp_path, branch="b1", name="Harbour")
    Announced(office, tmp_path, branch="b2", name="Market", port="9443").ready()
    first.ready()

    done = discover(office)

    assert [line.split() for line in done.stdout.splitlines()] == [
        ["NAME", "BRANCH", "ADDRESS", "HOST", "VERSION", "FINGERPRINT"],
        [
            "Harbour",
            "b1",
            "https://198.18.0.1:8443",
            "galley-b1.local",
            "1.2.3",
            FINGERPRINT[:16],
        ],
        [
            "Market",
            "b2",
            "https://198.18.0.2:9443",
            "galley-b2.local",
            "1.2.3",
            FINGERPRINT[:16],
        ],
    ]


def test_hubs_are_shown_as_json(machines: tuple[Machine, Machine], tmp_path: Path) -> None:
    hub, office = machines
    Announced(hub, tmp_path, name="Café 餃子").ready()

    [found] = json.loads(discover(office, "--json", "--seconds", "1").stdout)

    assert found == {
        "branch": "main",
        "name": "Café 餃子",
        "host": "galley-main.local",
        "addresses": ["198.18.0.1"],
        "port": 8443,
        "fingerprint": FINGERPRINT[:16],
        "version": "1.2.3",
        "api": 1,
    }


def test_without_a_hub_it_says_what_to_look_at(machines: tuple[Machine, Machine]) -> None:
    done = discover(machines[1], "--seconds", "0.5")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("galley-hub: No hub answered within 0.5 seconds.")


def test_without_a_network_it_says_so(machines: tuple[Machine, Machine]) -> None:
    machines[1].unplug()

    done = discover(machines[1])

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("galley-hub: This machine is on no network")
