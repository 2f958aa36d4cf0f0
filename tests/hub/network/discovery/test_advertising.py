"""A hub on a network, as Avahi and a second zeroconf see it from other machines."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from zeroconf import DNSAddress, DNSIncoming  # type: ignore[attr-defined] # they are not listed

from tests.support.announced import FINGERPRINT, Announced
from tests.support.namespaces import Machine, Namespace, Switch, wait_until

pytestmark = pytest.mark.root

HUB, OTHER = "198.18.0.1", "198.18.0.2"
GONE = socket.inet_pton(socket.AF_INET6, "fd00:18::1")
HOSTS = ["galley-main-2.local", "galley-main.local"]
DISCOVER = (sys.executable, "-m", "hub", "discover", "--seconds", "1", "--json")
LOW, HIGH = "0" * 64, "f" * 64


# A bus and a /run of its own: the machine that runs the tests may have an avahi-daemon too.
_SCRIPT = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/dbus
trap 'kill $(jobs -p); wait' EXIT
trap 'exit 0' TERM
dbus-daemon --system --nofork --nopidfile &
until [[ -S /run/dbus/system_bus_socket ]]; do
    kill -0 $!
    sleep 0.02
done
avahi-daemon --no-drop-root --no-chroot --no-rlimits --file "$1" &
wait $!
"""


class Avahi:
    """Asks the daemon, as a person at that machine would."""

    def __init__(self, machine: Namespace, pid: int) -> None:
        self._machine = machine
        inside = ("nsenter", "--mount", "--target", str(pid))
        self._inside = inside
        self._prefix = (*machine.prefix, *inside)

    def running(self) -> bool:
        """Say whether it answers."""
        asked = subprocess.run(
            [*self._prefix, "avahi-browse", "--all", "--terminate"],
            capture_output=True,
            check=False,
        )
        return asked.returncode == 0

    def run(self, *command: str) -> str:
        """Run one of Avahi's commands until it ends, and return what it says."""
        return self._machine.run(*self._inside, *command)

    def browse(self) -> list[list[str]]:
        """List the hubs that are resolved: interface, protocol, name, type and so on by column."""
        lines = self.run("avahi-browse", "--resolve", "--parsable", "--terminate", "_galley._tcp")
        return [line.split(";", 9)[1:] for line in lines.splitlines() if line.startswith("=")]

    def knows(self, host: str, family: str) -> bool:
        """Say whether there is an address of IPv4 (``-4``) or IPv6 (``-6``) for a host name."""
        asked = subprocess.run(
            [*self._prefix, "avahi-resolve", family, "--name", host],
            capture_output=True,
            text=True,
            check=True,
        )
        return host in asked.stdout

    def resolve(self, host: str, family: str = "-4") -> str:
        """Return the address of a host name, of IPv4 or (``-6``) of IPv6."""
        return self.run("avahi-resolve", family, "--name", host).split()[1]


@contextmanager
def avahi(machine: Namespace, folder: Path, host: str, *, ipv6: bool = True) -> Iterator[Avahi]:
    """Run an avahi-daemon.

    Args:
        machine: where.
        folder: for its settings and its log.
        host: what it calls the machine, without ``.local``.
        ipv6: whether it speaks over IPv6 as well.
    """
    settings = folder / f"avahi-{host}.conf"
    settings.write_text(
        f"[server]\nhost-name={host}\nuse-ipv4=yes\nuse-ipv6={'yes' if ipv6 else 'no'}\n"
    )
    daemon = machine.start(
        "unshare",
        "--mount",
        "bash",
        "-c",
        _SCRIPT,
        "avahi",
        settings,
        stdout=subprocess.DEVNULL,
        log=folder / f"avahi-{host}.log",
    )
    asked = Avahi(machine, daemon.pid)
    wait_until(asked.running, "avahi-daemon answers")
    yield asked
    daemon.terminate()
    daemon.wait(20)


@pytest.fixture
def switch() -> Iterator[Switch]:
    with Switch() as switch:
        yield switch


@pytest.fixture
def hub(switch: Switch) -> Iterator[Machine]:
    with switch.machine("hub", f"{HUB}/24", "fd00:18::1/64") as machine:
        yield machine


@pytest.fixture
def other(switch: Switch) -> Iterator[Machine]:
    with switch.machine("other", f"{OTHER}/24", "fd00:18::2/64") as machine:
        yield machine


def test_avahi_lists_a_hub_with_all_it_says(hub: Machine, other: Machine, tmp_path: Path) -> None:
    announced = Announced(hub, tmp_path, branch="b1", name="Chez Zoé", port="8443")

    with avahi(other, tmp_path, "tablet") as tablet:
        announced.ready()
        rows = tablet.browse()

    [(title, host, port)] = {(row[2], row[5], row[7]) for row in rows}
    assert (title, host, port) == ("Chez\\032Zo\\195\\169", "galley-b1.local", "8443")
    assert set(rows[0][8].strip('"').split('" "')) == {
        "branch=b1",
        r"name=Chez Zo\195\169",
        "version=1.2.3",
        "api=1",
        "tls=1",
        f"fp={FINGERPRINT[:16]}",
    }


def test_a_tablet_finds_the_host_name_over_both_protocols(
    hub: Machine, other: Machine, tmp_path: Path
) -> None:
    announced = Announced(hub, tmp_path)

    with avahi(other, tmp_path, "tablet") as tablet:
        announced.ready()
        found = [tablet.resolve("galley-main.local", family) for family in ("-4", "-6")]

    assert found == [HUB, "fd00:18::1"]


def test_a_hub_lives_beside_avahi_and_its_machine_may_have_its_name(
    hub: Machine, other: Machine, tmp_path: Path
) -> None:
    with avahi(hub, tmp_path, "galley-main") as own, avahi(other, tmp_path, "tablet") as tablet:
        announced = Announced(hub, tmp_path).ready()
        seen = (tablet.resolve("galley-main.local"), own.resolve("galley-main.local"))
        listed = {row[5] for asked in (own, tablet) for row in asked.browse()}

    assert seen == (HUB, HUB)
    assert listed == {"galley-main.local"}
    assert announced.names == [("Galley main", "galley-main.local")]
    assert "galley-main-2" not in (tmp_path / "avahi-galley-main.log").read_text()


def test_a_hub_that_stops_vanishes_from_the_list(
    hub: Machine, other: Machine, tmp_path: Path
) -> None:
    announced = Announced(hub, tmp_path)
    with avahi(other, tmp_path, "tablet") as tablet:
        announced.ready()
        assert tablet.browse()
        announced.stop()

        # Sooner than the two minutes after which Avahi would forget it by itself.
        wait_until(lambda: not tablet.browse(), "the hub has vanished")


def test_an_address_that_is_gone_is_taken_back_more_than_once(
    hub: Machine, other: Machine, tmp_path: Path
) -> None:
    """An answer that was on its way the first time may have brought it to life again."""
    Announced(hub, tmp_path).ready()
    with other.entered():
        ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind(("", 5353))
        group = socket.inet_aton("224.0.0.251") + socket.inet_aton(OTHER)
        ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
        ear.settimeout(20)
        hub.remove("fd00:18::1/64")

        heard = 0
        while heard < 3:
            heard += sum(
                isinstance(each, DNSAddress) and each.ttl == 0 and each.address == GONE
                for each in DNSIncoming(ear.recv(9000)).answers()
            )


def test_a_hub_without_an_address_is_found_once_it_gets_one(
    switch: Switch, other: Machine, tmp_path: Path
) -> None:
    with switch.machine("late") as late:
        late.ip("address", "flush", "dev", "eth0")
        announced = Announced(late, tmp_path)
        announced.wait_for_log("on no network yet")
        with avahi(other, tmp_path, "tablet") as tablet:
            late.add(f"{HUB}/24")
            announced.ready()

            assert {row[6] for row in tablet.browse()} == {HUB}


def test_without_a_dhcp_server_a_hub_is_found_by_its_link_and_later_over_its_lease(
    switch: Switch, other: Machine, tmp_path: Path
) -> None:
    with switch.machine("early") as early:
        announced = Announced(early, tmp_path)
        with avahi(other, tmp_path, "tablet", ipv6=False) as tablet:
            announced.ready()
            [before] = json.loads(other.run(*DISCOVER))
            early.add(f"{HUB}/24")
            announced.wait_for_log(f"findable at {HUB}")
            after = {row[6] for row in tablet.browse()}

    assert re.fullmatch("fe80:.*%.*", before["addresses"][0])
    assert after == {HUB}


def test_a_hub_is_found_again_after_its_cable_was_out(
    hub: Machine, other: Machine, tmp_path: Path
) -> None:
    announced = Announced(hub, tmp_path).ready()
    hub.unplug()
    announced.wait_for_log("findable at no address")
    hub.plug()
    announced.wait_for_log(f"findable at {HUB}")

    [found] = json.loads(other.run(*DISCOVER))

    assert HUB in found["addresses"]


def test_an_address_more_is_told_without_an_empty_packet(hub: Machine, tmp_path: Path) -> None:
    announced = Announced(hub, tmp_path).ready()
    hub.add("198.18.0.77/24")
    announced.wait_for_log("silent at 198.18.0.1, 198.18.0.77")

    assert "WARNING" not in announced.log


def test_the_record_follows_a_new_lease(hub: Machine, other: Machine, tmp_path: Path) -> None:
    announced = Announced(hub, tmp_path)
    with avahi(other, tmp_path, "tablet") as tablet:
        announced.ready()
        assert tablet.resolve("galley-main.local") == HUB
        hub.remove(f"{HUB}/24")
        hub.add("198.18.0.77/24")

        wait_until(
            lambda: tablet.resolve("galley-main.local") == "198.18.0.77",
            "the new address is known",
        )


def test_a_name_that_another_kind_of_machine_has_is_left_to_it(
    hub: Machine, other: Machine, tmp_path: Path
) -> None:
    with avahi(other, tmp_path, "galley-main") as tablet:
        announced = Announced(hub, tmp_path).ready()

        assert announced.names == [("Galley main", "galley-main-2.local")]
        assert tablet.resolve("galley-main-2.local") == HUB
        assert "Give each hub a branch id and a name of its own" in announced.log


def test_the_second_hub_of_the_same_name_takes_a_number(
    hub: Machine, other: Machine, tmp_path: Path
) -> None:
    first = Announced(hub, tmp_path, fingerprint=HIGH).ready()
    second = Announced(other, tmp_path, fingerprint=LOW).ready()

    assert first.names == [("Galley main", "galley-main.local")]
    assert second.names == [("Galley main-2", "galley-main-2.local")]


def test_of_two_hubs_that_meet_late_one_gives_way_and_one_stays(
    switch: Switch, hub: Machine, tmp_path: Path
) -> None:
    with Switch("elsewhere") as elsewhere, elsewhere.machine("hub", f"{OTHER}/24") as theirs_is:
        announced = [
            Announced(hub, tmp_path, fingerprint=LOW).ready(),
            Announced(theirs_is, tmp_path, fingerprint=HIGH).ready(),
        ]
        switch.join(elsewhere)

        def settled() -> bool:
            # Whoever looks for hubs makes both say who they are; so they notice.
            hub.run(*DISCOVER)
            return sorted(each.names[-1][1] for each in announced) == HOSTS

        # What the question did not reach, the hubs' own roll call settles half a minute later.
        wait_until(settled, "one of the two has another name", 60)
        assert sorted(len(each.names) for each in announced) == [1, 2]


def test_two_hubs_that_start_at_the_same_moment_end_up_with_two_names(
    hub: Machine, other: Machine, tmp_path: Path
) -> None:
    announced = [
        Announced(hub, tmp_path, fingerprint=LOW),
        Announced(other, tmp_path, fingerprint=HIGH),
    ]

    wait_until(
        lambda: sorted(each.names[-1][1] for each in announced if each.names) == HOSTS,
        "each has a name of its own",
    )
