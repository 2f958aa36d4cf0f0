"""``galley-hub token``: against a running hub and without one."""

import asyncio
from pathlib import Path

import pytest

from tests.support.in_process import HubHere, galley


async def test_a_token_made_while_the_hub_runs_opens_it(hub_here: HubHere) -> None:
    made = galley("--data", hub_here.data, "token", "create", "--role", "waiter", "--name", "T1")

    async with hub_here.client(made.stdout.strip()) as client:
        _, body = await client.get("/api/auth/me")

    assert (body["data"]["name"], body["data"]["role"]) == ("T1", "waiter")


def test_the_token_stands_alone_on_stdout(hub_here: HubHere) -> None:
    made = galley("token", "create", "--role=kitchen", "--name=Grill", "--data", hub_here.data)

    assert made.stdout.startswith("gly_")
    assert len(made.stdout.splitlines()) == 1
    assert made.stderr == ""


async def test_a_token_made_before_the_first_start_opens_the_hub(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    made = galley("token", "create", "--role", "manager", "--name", "Chef", "--data", data)

    with HubHere(data) as hub:
        async with hub.client(made.stdout.strip()) as client:
            status, _ = await client.get("/api/events")

    assert status == 200


def test_a_folder_made_by_token_create_is_the_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    galley("token", "create", "--role", "manager", "--name", "Chef", "--data", data)

    modes = {path.name: path.stat().st_mode & 0o777 for path in (data, *data.iterdir())}

    assert modes == {"data": 0o700, "galley.db": 0o600, "tls": 0o700}


def test_the_list_names_devices_and_shows_no_token(hub_here: HubHere) -> None:
    token = hub_here.make_token("kitchen", "Grill screen")

    listed = galley("token", "list", "--data", hub_here.data).stdout

    assert [line.split("  ")[1] for line in listed.splitlines()[1:]] == [
        "first manager",
        "Grill screen",
    ]
    assert token not in listed


def test_a_name_cannot_take_over_the_terminal(hub_here: HubHere) -> None:
    hub_here.make_token("kitchen", "\u202egone")

    listed = galley("token", "list", "--data", hub_here.data).stdout

    assert "\u202e" not in listed
    assert "\\u202egone" in listed


@pytest.mark.parametrize("running", [True, False])
async def test_a_revoked_token_is_worth_nothing(hub_here: HubHere, running: bool) -> None:
    token = hub_here.make_token("kitchen", "Grill")
    if not running:
        hub_here.stop()

    revoked = galley("token", "revoke", "Grill", "--data", hub_here.data)

    if not running:
        hub_here.start()
    async with hub_here.client(token) as client:
        status, _ = await client.get("/api/kitchen/orders")
    assert revoked.returncode == 0
    assert status == 401


async def test_revoking_closes_an_open_socket_at_once(hub_here: HubHere) -> None:
    token = hub_here.make_token("kitchen", "Grill")
    async with hub_here.client(token) as client:
        headers = {"Authorization": f"Bearer {token}"}
        async with client.session.ws_connect(f"{hub_here.url}/ws", headers=headers) as socket:
            assert (await socket.receive_json())["type"] == "auth:success"
            await asyncio.to_thread(galley, "token", "revoke", "Grill", "--data", hub_here.data)
            await socket.receive()

    assert socket.close_code == 4401


def test_two_tokens_of_one_name_are_told_apart_by_id(hub_here: HubHere) -> None:
    hub_here.make_token("kitchen", "Grill")
    hub_here.make_token("waiter", "Grill")

    refused = galley("token", "revoke", "Grill", "--data", hub_here.data)

    ids = refused.stderr.strip().rpartition("its id: ")[2].split(", ")
    revoked = galley("token", "revoke", ids[1], "--data", hub_here.data)
    listed = galley("token", "list", "--data", hub_here.data).stdout
    assert refused.returncode == 1
    assert revoked.stdout == f"Revoked Grill ({ids[1]}).\n"
    assert ids[0] in listed
    assert ids[1] not in listed


def test_revoking_what_is_not_there_says_so(hub_here: HubHere) -> None:
    refused = galley("token", "revoke", "Nobody", "--data", hub_here.data)

    assert refused.returncode == 1
    assert refused.stderr == (
        "galley-hub: There is no token 'Nobody'; see galley-hub token list.\n"
    )


def test_an_unknown_role_is_bad_usage_that_names_the_roles(tmp_path: Path) -> None:
    refused = galley("token", "create", "--role", "boss", "--name", "x", "--data", tmp_path / "d")

    assert refused.returncode == 2
    assert (
        "'kitchen', 'waiter', 'cashier', 'integration', 'pass', 'ready', 'manager'"
        in refused.stderr
    )
    assert not (tmp_path / "d").exists()


def test_what_the_hub_refuses_is_shown_in_its_words(hub_here: HubHere) -> None:
    refused = galley("token", "create", "--role=kitchen", "--name", "", "--data", hub_here.data)

    assert refused.returncode == 1
    assert refused.stderr.startswith("galley-hub: name: ")
    assert len(refused.stderr.splitlines()) == 1
