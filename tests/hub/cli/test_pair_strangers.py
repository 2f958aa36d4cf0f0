"""``galley-hub pair`` while somebody on the network tries to get in, or to keep others out."""

from typing import Any

from hub.protocol.pairing import FAILURES, spaced
from tests.support.pairing import Newcomer
from tests.support.process import HubProcess
from tests.support.terminal import Terminal

ASKED = r"number\? \[y/N\] "


def pairing(hub: HubProcess) -> Terminal:
    return Terminal("pair", "--role", "kitchen", "--data", hub.data)


async def stranger(hub: HubProcess, path: str, body: object) -> tuple[int, Any]:
    async with hub.client("") as client:
        status, answer = await client.post(path, json=body, token="")
    return status, answer["data"] if answer["success"] else answer["error"]


async def newcomer(hub: HubProcess, name: str) -> Newcomer:
    async def post(path: str, body: object) -> tuple[int, Any]:
        return await stranger(hub, path, body)

    async with hub.client("") as client:
        _, anchor = await client.get("/api/auth/anchor", token="")
    return await Newcomer(post, bytes.fromhex(anchor["data"]["fingerprint"]), name).come()


async def test_the_manager_is_told_who_is_held_off_and_pairs_all_the_same(
    hub_process: HubProcess,
) -> None:
    with pairing(hub_process) as terminal:
        terminal.until("The hub is at")
        screen = await newcomer(hub_process, "Grill")
        terminal.until(ASKED)
        for _ in range(FAILURES):
            await stranger(hub_process, "/api/auth/pair", {"code": "x", "device_name": "x"})
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


async def test_among_many_the_one_is_let_in_whose_number_is_typed(hub_process: HubProcess) -> None:
    with pairing(hub_process) as terminal:
        terminal.until("The hub is at")
        stranger_, screen = [await newcomer(hub_process, each) for each in ("Stranger", "Grill")]
        terminal.until(ASKED)
        terminal.type("123\n")
        terminal.until("No device that asks has to show 123")
        terminal.type(f"{spaced(screen.number)}\n")
        terminal.until("Confirmed")
        assert (await stranger_.claim())[1]["code"] == "PAIRING_REFUSED"
        await screen.claim()
        terminal.until("Paired: Grill, role kitchen.")
