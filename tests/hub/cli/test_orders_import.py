"""``galley-hub orders import``: nothing is lost, nothing is doubled, every bad line is named."""

import uuid
from pathlib import Path

import pytest

from tests.support.commands import OrderFile, an_order, orders_of
from tests.support.in_process import Done, HubHere, galley
from tests.support.terminal import TerminalHere

LONG = 1000
"""Lines that are not all taken before it is seen that some are."""


def imported(hub: HubHere, file: Path) -> Done:
    return galley("orders", "import", file, "--data", hub.data)


def test_every_line_becomes_an_order(hub_here: HubHere, order_file: OrderFile) -> None:
    names = [f"Dish {n}" for n in range(40)]

    done = imported(hub_here, order_file.write(*map(an_order, names)))

    assert done.returncode == 0, done.stderr
    assert done.stdout == "40 orders taken, 0 taken before, 0 lines refused.\n"
    assert sorted(order["items"][0]["name"] for order in orders_of(hub_here.socket)) == sorted(
        names
    )


def test_importing_twice_doubles_nothing(hub_here: HubHere, order_file: OrderFile) -> None:
    # Equal lines are orders of their own; the same line of the same file is not.
    file = order_file.write(*[an_order()] * 20)
    imported(hub_here, file)

    again = imported(hub_here, file)

    assert again.stdout == "0 orders taken, 20 taken before, 0 lines refused.\n"
    assert len(orders_of(hub_here.socket)) == 20


def test_an_import_that_was_broken_off_is_finished_by_the_next(
    hub_here: HubHere, order_file: OrderFile
) -> None:
    file = order_file.write(*(an_order(f"Dish {n}") for n in range(LONG)))
    with TerminalHere("orders", "import", file, "--data", hub_here.data) as importing:
        while not orders_of(hub_here.socket):
            assert importing.going
        hub_here.stop()
        code = importing.ended()
    hub_here.start()
    partly = len(orders_of(hub_here.socket))

    done = imported(hub_here, file)

    assert (code, 0 < partly < LONG) == (1, True)
    assert "galley-hub: Stopped at line " in importing.shown
    assert "Nothing is doubled when you run this again." in importing.shown
    assert done.returncode == 0, done.stderr
    assert len(orders_of(hub_here.socket)) == LONG


def test_without_a_hub_the_orders_are_there_when_it_starts(
    hub_here: HubHere, order_file: OrderFile
) -> None:
    hub_here.stop()

    done = imported(hub_here, order_file.write(an_order("Soup"), an_order("Stew")))

    hub_here.start()
    assert done.returncode == 0, done.stderr
    assert {order["items"][0]["name"] for order in orders_of(hub_here.socket)} == {
        "Soup",
        "Stew",
    }


def test_bad_lines_are_named_and_the_rest_goes_on(hub_here: HubHere, order_file: OrderFile) -> None:
    file = order_file.write(
        an_order("Soup"),
        "{nonsense",
        "",
        an_order("Stew", tabel=3),
        "[]",
        '{"type": "takeout", "type": "takeout", "items": [{"name": "x", "quantity": 1}]}',
        an_order("x" * 70_000),
        an_order("Salad"),
    )

    done = imported(hub_here, file)

    bad = [line for line in done.stderr.splitlines() if line.startswith("line ")]
    assert done.returncode == 1
    assert done.stdout == "4 orders taken, 0 taken before, 3 lines refused.\n"
    assert sorted(line.partition(":")[0] for line in bad) == [f"line {n}" for n in (2, 4, 5, 6, 7)]
    assert "line 4: taken; tabel: is not a known field" in bad
    assert {order["items"][0]["name"] for order in orders_of(hub_here.socket)} == {
        "Soup",
        "Stew",
        "x" * 199 + "…",
        "Salad",
    }


def test_an_order_keeps_the_id_it_brings(hub_here: HubHere, order_file: OrderFile) -> None:
    own = str(uuid.uuid4())

    imported(hub_here, order_file.write(an_order(id=own), an_order(id=None)))

    ids = {order["id"] for order in orders_of(hub_here.socket)}
    assert own in ids
    assert len(ids) == 2


def test_the_original_apis_names_are_understood(hub_here: HubHere, order_file: OrderFile) -> None:
    done = imported(hub_here, order_file.write(an_order(customerName="Ada")))

    assert done.returncode == 0, done.stderr
    assert orders_of(hub_here.socket)[0]["customer_name"] == "Ada"


def test_an_empty_file_is_no_mistake(hub_here: HubHere, order_file: OrderFile) -> None:
    done = imported(hub_here, order_file.write())

    assert done.returncode == 0
    assert done.stdout == "0 orders taken, 0 taken before, 0 lines refused.\n"


@pytest.mark.parametrize(
    ("name", "told"), [("none", "No such file or directory"), (".", "Is a directory")]
)
def test_a_file_that_cannot_be_read_is_told(
    hub_here: HubHere, tmp_path: Path, name: str, told: str
) -> None:
    refused = imported(hub_here, tmp_path / name)

    assert refused.returncode == 1
    assert refused.stderr.endswith(f"cannot be read: {told}.\n")


def test_a_terminal_shows_a_progress_bar(hub_here: HubHere, order_file: OrderFile) -> None:
    file = order_file.write(*(an_order() for _ in range(30)))

    with TerminalHere("orders", "import", file, "--data", hub_here.data) as terminal:
        code = terminal.ended()

    assert code == 0
    assert "30/30" in terminal.shown


def test_without_a_terminal_there_is_no_bar(hub_here: HubHere, order_file: OrderFile) -> None:
    assert imported(hub_here, order_file.write(an_order())).stderr == ""
