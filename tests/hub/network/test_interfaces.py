"""Which of a machine's interfaces have neighbours, on a machine made for it."""

from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from hub.network.addresses import Interfaces, find_interfaces
from tests.support.namespaces import CABLE, Machine, Switch

pytestmark = pytest.mark.root

V4, V6 = "198.18.0.1", "fd00:18::1"


@pytest.fixture
def machine() -> Iterator[Machine]:
    with Switch() as switch, switch.machine("hub", f"{V4}/24", f"{V6}/64") as machine:
        yield machine


def seen(machine: Machine) -> Interfaces:
    with machine.entered():
        return find_interfaces()


def test_a_cable_is_a_network_with_the_addresses_that_neighbours_can_use(machine: Machine) -> None:
    [cable] = seen(machine)

    assert cable.addresses == (ip_address(V4), ip_address(V6))


def test_over_ipv6_it_is_spoken_from_the_address_of_the_link(machine: Machine) -> None:
    [cable] = seen(machine)

    assert [each[:6] for each in cable.senders] == ["198.18", "fe80::"]


def test_where_there_is_nothing_else_the_address_of_the_link_counts(machine: Machine) -> None:
    machine.remove(f"{V4}/24")
    machine.remove(f"{V6}/64")

    [cable] = seen(machine)

    assert [each.is_link_local for each in cable.addresses] == [True]


def test_a_cable_that_is_out_is_no_network(machine: Machine) -> None:
    machine.unplug()

    assert seen(machine) == ()


@pytest.mark.parametrize("name", ["docker0", "br-0123456789ab", "virbr0"])
def test_a_bridge_of_containers_is_no_network(machine: Machine, name: str) -> None:
    machine.ip("link", "add", name, "type", "bridge")
    machine.ip("link", "add", "inside", "type", "veth", "peer", "name", "container")
    machine.ip("link", "set", "inside", "master", name, "up")
    machine.ip("link", "set", "container", "up")
    machine.ip("link", "set", name, "up")
    machine.ip("address", "add", "172.17.0.1/16", "dev", name)

    assert ip_address("172.17.0.1") not in {each for one in seen(machine) for each in one.addresses}


def test_an_address_that_is_on_its_way_out_is_left_out(machine: Machine) -> None:
    machine.ip("address", "change", f"{V6}/64", "dev", CABLE, "preferred_lft", "0")

    [cable] = seen(machine)

    assert cable.addresses == (ip_address(V4),)
