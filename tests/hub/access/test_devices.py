"""Tokens and table sessions: known by their digests, worth nothing once revoked."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest

from hub.domain.errors import Code
from hub.domain.permissions import Role
from tests.support.branch import Bench, asks, data_in, files_in, refusal

_NOBODY = "99999999-9999-4999-8999-999999999999"


async def _made(bench: Bench, role: Role = Role.KITCHEN, name: str = "grill screen") -> Any:  # noqa: ANN401 - JSON
    return data_in(await bench.branch.devices.make(asks(), role, name))


async def _seated(bench: Bench, table: str) -> Any:  # noqa: ANN401 - JSON
    return data_in(await bench.branch.devices.sessions.open(asks(), table))


def _bytes_in(folder: Path) -> bytes:
    return b"".join((folder / name).read_bytes() for name in files_in(folder))


def _secret_of(token: str) -> bytes:
    return token.removeprefix("gly_").encode()


async def test_a_token_tells_who_is_asking(bench: Bench) -> None:
    made = await _made(bench)

    principal = bench.branch.devices.find_principal(made["token"])

    assert principal is not None
    assert (principal.id, principal.name, principal.role) == (made["id"], "grill screen", "kitchen")


@pytest.mark.parametrize("guess", ["", "gly_", "gly_" + "A" * 43, "\udcff"])
async def test_a_guess_is_nobody(bench: Bench, guess: str) -> None:
    await _made(bench)

    assert bench.branch.devices.find_principal(guess) is None


async def test_a_token_survives_the_branch_being_opened_again(bench: Bench) -> None:
    made = await _made(bench)
    before = bench.branch.devices.find_principal(made["token"])

    await bench.reopen()

    assert before is not None
    assert bench.branch.devices.find_principal(made["token"]) == before


async def test_only_the_digest_of_a_token_is_on_disk(bench: Bench) -> None:
    tokens = [(await _made(bench))["token"], (await _seated(bench, "7"))["token"]]
    open_files = _bytes_in(bench.path.parent)
    await bench.close()
    closed_file = _bytes_in(bench.path.parent)

    for token in tokens:
        digest = hashlib.sha256(token.encode()).digest()
        assert digest in open_files
        assert digest in closed_file
        assert _secret_of(token) not in open_files
        assert _secret_of(token) not in closed_file


async def test_a_token_asked_for_under_a_key_is_not_on_disk_either(bench: Bench) -> None:
    service = bench.branch.devices
    made = await bench.once("a", lambda command: service.make(command, Role.WAITER, "f"))
    seated = await bench.once("b", lambda command: service.sessions.open(command, "7"))
    session = data_in(seated)["session"]["id"]
    linked = await bench.once("c", lambda asked: service.sessions.link(asked, session, renew=False))
    link = data_in(linked)["path"].removeprefix("/guest#")
    tokens = [data_in(made)["token"], data_in(seated)["token"], link]
    open_files = _bytes_in(bench.path.parent)
    await bench.close()

    for token in tokens:
        assert _secret_of(token) not in open_files
        assert _secret_of(token) not in _bytes_in(bench.path.parent)


async def test_the_list_shows_devices_without_their_tokens(bench: Bench) -> None:
    first = await _made(bench, name="grill screen")
    bench.clock.forward(1000)
    second = await _made(bench, Role.WAITER, "floor")

    listed = data_in(bench.branch.devices.list_tokens())

    assert [(each["id"], each["role"]) for each in listed] == [
        (first["id"], "kitchen"),
        (second["id"], "waiter"),
    ]
    assert "gly_" not in str(bench.branch.devices.list_tokens())


async def test_a_revoked_token_is_worth_nothing(bench: Bench) -> None:
    made, other = await _made(bench), await _made(bench)

    await bench.branch.devices.revoke(asks(), made["id"])

    assert bench.branch.devices.find_principal(made["token"]) is None
    assert bench.branch.devices.find_principal(other["token"]) is not None
    assert bench.revoked == [made["id"]]


async def test_a_revoked_token_stays_revoked_when_the_branch_is_opened_again(bench: Bench) -> None:
    made = await _made(bench)
    await bench.branch.devices.revoke(asks(), made["id"])

    await bench.reopen()

    assert bench.branch.devices.find_principal(made["token"]) is None
    assert bench.branch.devices.none_yet


async def test_a_token_is_valid_until_its_revocation_is_durable(bench: Bench) -> None:
    made = await _made(bench)
    async with bench.frozen():
        running = asyncio.create_task(bench.branch.devices.revoke(asks(), made["id"]))
        for _ in range(20):
            await asyncio.sleep(0)

        assert bench.branch.devices.find_principal(made["token"]) is not None
        assert bench.revoked == []
    await running
    assert bench.branch.devices.find_principal(made["token"]) is None


async def test_a_token_revoked_twice_at_once_is_told_once(bench: Bench) -> None:
    made = await _made(bench)

    await asyncio.gather(
        *(bench.branch.devices.revoke(asks(), made["id"]) for _ in range(3)),
    )

    assert bench.revoked == [made["id"]]


async def test_what_is_not_there_cannot_be_revoked_or_closed(bench: Bench) -> None:
    service = bench.branch.devices

    refused = [
        await refusal(service.revoke(asks(), _NOBODY)),
        await refusal(service.sessions.close(asks(), _NOBODY)),
    ]

    assert [why.code for why in refused] == [Code.NOT_FOUND] * 2
