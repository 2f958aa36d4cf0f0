"""``galley-hub pair`` and ``devices``, at a terminal, as a manager uses them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import segno

from hub.wire.pairing import FAILURES, format_number, read_qr
from tests.support.in_process import HubHere, galley
from tests.support.pairing import Newcomer
from tests.support.process import Client, owner_request
from tests.support.terminal import Terminal, TerminalHere

ASKED = r"number\? \[y/N\] "


def window(hub: HubHere) -> Any:  # noqa: ANN401 - JSON
    return owner_request(hub.socket, "GET", "/api/auth/pairing-codes")[1]["data"]


async def stranger(client: Client, path: str, body: object) -> tuple[int, Any]:
    status, answer = await client.post(path, json=body, token="")
    return status, answer["data"] if answer["success"] else answer["error"]


async def come(hub: HubHere, name: str = "Grill") -> Newcomer:
    """Let a screen ask to be paired."""
    return await _newcomer(hub, name)


async def _newcomer(hub: HubHere, name: str) -> Newcomer:
    async def post(path: str, body: object) -> tuple[int, Any]:
        async with hub.client("") as client:
            return await stranger(client, path, body)

    async with hub.client("") as client:
        _, anchor = await client.get("/api/auth/anchor", token="")
    fingerprint = bytes.fromhex(anchor["data"]["fingerprint"])
    return await Newcomer(post, fingerprint, name).come()


@contextmanager
def pairing(hub: HubHere, *arguments: str, columns: int = 100) -> Iterator[Terminal]:
    """Pair at a terminal, until the context ends."""
    with TerminalHere("pair", *arguments, "--data", hub.data, columns=columns) as terminal:
        try:
            yield terminal
        finally:
            # Whoever pairs sees that it is over, and ends.
            owner_request(hub.socket, "DELETE", "/api/auth/pairing-codes")


async def test_a_screen_is_paired_by_comparing_numbers(hub_here: HubHere) -> None:
    with pairing(hub_here, "--role", "kitchen") as terminal:
        terminal.until("Pairing is open for one device of role kitchen")
        screen = await come(hub_here)
        terminal.until(ASKED)
        assert f"Grill at 127.0.0.1 must show  {format_number(screen.number)}\n" in terminal.shown
        terminal.type("y\n")
        terminal.until("Confirmed")
        _, paired = await screen.claim()
        terminal.until("Paired: Grill, role kitchen.")
        assert terminal.ended() == 0

    async with hub_here.client(paired["token"]) as client:
        assert (await client.get("/api/kitchen/orders"))[0] == 200


async def test_a_device_is_paired_by_the_code_that_is_shown(hub_here: HubHere) -> None:
    with pairing(hub_here, "--role", "integration", "--name", "Till 1") as terminal:
        text = terminal.until(r"GALLEY1:\S+")[0]
        body = {"code": read_qr(text).code, "device_name": "x"}
        async with hub_here.client("") as client:
            status, paired = await stranger(client, "/api/auth/pair", body)
        terminal.until("Paired: Till 1, role integration.")
        assert terminal.ended() == 0

    assert (status, paired["device"]["name"]) == (201, "Till 1")
    assert paired["token"] not in terminal.raw


@pytest.mark.parametrize("answer", ["n\n", "\n", "no\n"])
async def test_a_screen_with_another_number_is_refused(hub_here: HubHere, answer: str) -> None:
    with pairing(hub_here, "--role", "kitchen") as terminal:
        terminal.until("The hub is at")
        screen = await come(hub_here)
        terminal.until(ASKED)
        terminal.type(answer)
        assert terminal.until("Refused|Confirmed")[0] == "Refused"

    assert (await screen.claim())[1]["code"] == "PAIRING_REFUSED"


async def test_what_was_typed_before_the_question_is_no_answer(hub_here: HubHere) -> None:
    with pairing(hub_here, "--role", "kitchen") as terminal:
        terminal.until("The hub is at")
        # More than are looked at, and thrown away, before the screen comes.
        terminal.type("y\n" * 500)
        screen = await come(hub_here)
        terminal.until(ASKED)
        terminal.type("what?\n")
        terminal.until(f"{ASKED}.*\n.*{ASKED}|Confirmed")
        assert (await screen.claim())[0] == 202


async def test_the_terminal_shows_a_qr_code_that_can_be_read(hub_here: HubHere) -> None:
    with pairing(hub_here, "--role", "waiter") as terminal:
        text = terminal.until(r"GALLEY1:\S+(?=\n)")[0]
        modules = _modules(terminal.shown)

    drawn = segno.make_qr(text, error="m")
    expected = [[bool(each) for each in row] for row in drawn.matrix_iter(border=4)]
    # Its lines are odd in number, and a line of the terminal shows two.
    assert modules[:-1] == expected


async def test_a_narrow_terminal_shows_the_text_alone(hub_here: HubHere) -> None:
    with pairing(hub_here, "--role", "waiter", columns=30) as terminal:
        terminal.until("GALLEY1:")

    assert "▄" not in terminal.shown


async def test_a_replacement_is_announced(hub_here: HubHere) -> None:
    hub_here.make_token("kitchen", "Grill")
    with pairing(hub_here, "--role", "kitchen") as terminal:
        terminal.until("The hub is at")
        await come(hub_here)
        terminal.until(r"It takes the place of Grill, whose token ends with it\.")


async def test_a_screen_s_name_cannot_take_over_the_terminal(hub_here: HubHere) -> None:
    with pairing(hub_here, "--role", "kitchen") as terminal:
        terminal.until("The hub is at")
        await come(hub_here, "\u202egone")
        terminal.until(ASKED)

    assert "\u202e" not in terminal.raw
    assert "\\u202egone" in terminal.shown


async def test_a_window_that_is_open_already_can_be_answered(hub_here: HubHere) -> None:
    """The button at the hub opens it, and knows no numbers."""
    owner_request(hub_here.socket, "POST", "/api/auth/pairing-codes", {"role": "kitchen"})
    screen = await come(hub_here)
    with pairing(hub_here) as terminal:
        terminal.until(ASKED)
        terminal.type("y\n")
        terminal.until("Confirmed")
        await screen.claim()
        assert terminal.ended() == 0


def test_without_a_role_and_nothing_open_it_says_what_to_do(hub_here: HubHere) -> None:
    done = galley("pair", "--data", hub_here.data)

    assert done.returncode == 1
    assert done.stderr == "galley-hub: Pairing is not open. Say --role ROLE to open it.\n"


def test_without_a_hub_there_is_nothing_to_pair_with(hub_here: HubHere) -> None:
    hub_here.stop()

    done = galley("pair", "--role", "kitchen", "--data", hub_here.data)

    assert done.returncode == 1
    assert "no hub is running on this folder" in done.stderr


async def test_without_a_terminal_the_code_still_pairs(hub_here: HubHere) -> None:
    running = asyncio.create_task(
        asyncio.to_thread(galley, "pair", "--role", "waiter", "--data", hub_here.data)
    )
    async with asyncio.timeout(30):
        while window(hub_here) is None:
            # Another process opens it, and tells nobody.
            await asyncio.to_thread(time.sleep, 0.05)
    await come(hub_here)
    owner_request(hub_here.socket, "DELETE", "/api/auth/pairing-codes")
    done = await running

    assert done.returncode == 1
    assert "GALLEY1:" in done.stdout
    assert "[y/N]" not in done.stdout
    assert "no device was paired" in done.stderr


def test_the_list_shows_when_devices_were_heard(hub_here: HubHere) -> None:
    hub_here.make_token("kitchen", "Grill")

    listed = galley("devices", "--data", hub_here.data).stdout.splitlines()

    assert listed[0].split("  ")[0] == "ID"
    [grill] = [line for line in listed if "Grill" in line]
    assert grill.split()[1:] == ["Grill", "kitchen", "never"]


async def test_a_device_is_sent_away_by_its_name(hub_here: HubHere) -> None:
    token = hub_here.make_token("kitchen", "Grill")

    done = await asyncio.to_thread(galley, "devices", "revoke", "Grill", "--data", hub_here.data)

    assert done.stdout.startswith("Revoked Grill (")
    async with hub_here.client(token) as client:
        assert (await client.get("/api/kitchen/orders"))[0] == 401


def test_sending_away_who_is_not_there_says_so(hub_here: HubHere) -> None:
    done = galley("devices", "revoke", "Nobody", "--data", hub_here.data)

    assert done.returncode == 1
    assert done.stderr == (
        "galley-hub: There is no device 'Nobody'; see galley-hub devices list.\n"
    )


def _modules(shown: str) -> list[list[bool]]:
    """Read the picture of half blocks as dark and light modules."""
    light = {" ": (False, False), "█": (True, True), "▀": (True, False), "▄": (False, True)}
    rows: list[list[bool]] = []
    for line in shown.splitlines():
        if line and set(line) <= set(light):
            rows += [[not light[each][half] for each in line] for half in (0, 1)]
    return rows


def test_the_data_folder_may_be_given_anywhere(tmp_path: Path) -> None:
    done = galley("--data", tmp_path, "pair", "--role", "kitchen")

    assert done.returncode == 1
    assert "no hub has used this folder yet" in done.stderr


async def test_the_manager_is_told_who_is_held_off_and_pairs_all_the_same(
    hub_here: HubHere,
) -> None:
    with pairing(hub_here, "--role", "kitchen") as terminal:
        terminal.until("The hub is at")
        screen = await come(hub_here)
        terminal.until(ASKED)
        for _ in range(FAILURES):
            async with hub_here.client("") as client:
                await stranger(client, "/api/auth/pair", {"code": "x", "device_name": "x"})
        terminal.until(
            r"127\.0\.0\.1 has tried 5 wrong codes; it is being held off\. Devices at other "
            r"addresses can be paired\."
        )
        terminal.until(f"can be paired.\\n.*{ASKED}")
        terminal.type("y\n")
        terminal.until("Confirmed")
        await screen.claim()
        terminal.until("Paired: Grill, role kitchen.")
        assert terminal.ended() == 0


async def test_among_many_the_one_is_let_in_whose_number_is_typed(hub_here: HubHere) -> None:
    with pairing(hub_here, "--role", "kitchen") as terminal:
        terminal.until("The hub is at")
        stranger_, screen = [await come(hub_here, each) for each in ("Stranger", "Grill")]
        terminal.until(ASKED)
        terminal.type("123\n")
        terminal.until("No device that asks has to show 123")
        terminal.type(f"{format_number(screen.number)}\n")
        terminal.until("Confirmed")
        assert (await stranger_.claim())[1]["code"] == "PAIRING_REFUSED"
        await screen.claim()
        terminal.until("Paired: Grill, role kitchen.")
