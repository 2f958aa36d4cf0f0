"""An upgrade that a power cut ends half-way: whoever runs the installer again is told (root)."""

from pathlib import Path

import pytest

from tests.support.containers import Container
from tests.support.installer import (
    ORDER,
    Sources,
    download,
    install,
    orders,
    take_order,
    version,
)
from tests.support.namespaces import wait_until

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

LATER = "5c0f7d0e-3b53-4a5e-9d53-1f2f2f7f6c02"
MARK, COPY = "/opt/galley/replacing", "/var/lib/galley/before-upgrade.db"


def migrating(given: dict[str, Path], name: str) -> Sources:
    """Make a version that keeps the orders in another way."""
    sources = download(given, name, "0.2.0")
    sources.add("hub/store/migrations/0999_a_table.sql", "CREATE TABLE a_table (id INTEGER);")
    return sources


def cut_behind(machine: Container, sources: Sources, line: str) -> None:
    """Upgrade, cut the power behind a line of the installer, and switch on again."""
    script = sources.folder / "scripts" / "setup" / "upgrade.sh"
    whole = script.read_text("utf-8")
    sources.change("scripts/setup/upgrade.sh", rf"^( +{line})$", r"\1\n    kill -KILL $$")
    status, said = install(machine, sources.folder.name, "--upgrade")
    assert status == -9, said
    machine.cut()
    script.write_text(whole, "utf-8")
    machine.start()


SWITCHED = r'act "Program \$\{new##\*/\} is the one to start" switch_to "\$new"'
STOPPED = r'act "Stopped for a moment: Galley \$\{old##\*/\}" stop_units'


def test_an_upgrade_that_was_cut_is_finished(machine: Container, given: dict[str, Path]) -> None:
    cut_behind(machine, migrating(given, "newer"), SWITCHED)

    status, said = install(machine, "newer", "both")

    assert status == 0, said
    assert "An upgrade was broken off half-way: Galley 0.2.0-" in said
    assert (version(machine), orders(machine)) == ("0.2.0", [ORDER])
    assert not machine.path(MARK).exists()
    assert not machine.path(COPY).exists()


def test_a_cut_upgrade_to_a_hub_that_does_not_start_is_taken_back(
    machine: Container, given: dict[str, Path]
) -> None:
    before = version(machine)
    broken = migrating(given, "broken")
    broken.change("hub/cli/serve.py", r"^( +)_settle\(\)$", r"\1raise ValueError")
    cut_behind(machine, broken, SWITCHED)

    status, said = install(machine, "now", "both")

    assert status == 1
    assert "runs again, with all its orders" in said
    assert (version(machine), orders(machine)) == (before, [ORDER]), said
    assert not machine.path(MARK).exists()


def test_orders_that_a_cut_upgrade_has_taken_since_are_kept(
    machine: Container, given: dict[str, Path]
) -> None:
    blind = migrating(given, "blind")
    blind.change("display/app/modes.py", r"^async def run\(.*$", r"\g<0>\n    raise ValueError")
    cut_behind(machine, blind, SWITCHED)
    wait_until(lambda: orders(machine) == [ORDER], "the new hub serves")
    take_order(machine, LATER)

    status, said = install(machine, "now", "both")

    assert status == 1
    assert "it has taken orders that the version before cannot read" in said
    assert orders(machine) == [ORDER, LATER], said


def test_an_upgrade_that_was_cut_before_it_began_leaves_the_old_version(
    machine: Container, given: dict[str, Path]
) -> None:
    before = version(machine)
    cut_behind(machine, migrating(given, "early"), STOPPED)

    status, said = install(machine, "now", "both")

    assert status == 0, said
    assert (version(machine), orders(machine)) == (before, [ORDER])
    assert not machine.path(MARK).exists()
