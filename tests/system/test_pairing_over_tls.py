"""A tablet that knows nothing but a QR code gets in, and only at the hub that it speaks of."""

import ssl
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.wire.pairing import Invitation, read_qr
from hub.wire.pinning import anchor_of, pinned_context
from tests.support.process import HubProcess, owner_request

pytestmark = pytest.mark.system


class WrongHub(Exception):  # noqa: N818 - what the tablet found out
    """The hub that answers is not the one of the QR code."""


def invitation_of(hub: HubProcess) -> Invitation:
    """Open pairing and read the QR code."""
    body = {"role": "waiter"}
    _, opened = owner_request(hub.socket, "POST", "/api/auth/pairing-codes", body)
    return read_qr(opened["data"]["qr"])


async def post(url: str, pem: str, body: object) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, ssl=pinned_context(pem)) as answer,
    ):
        return answer.status, await answer.json()


async def paired(invitation: Invitation, url: str) -> Any:  # noqa: ANN401 - JSON
    """Do as docs/integrator/http.md says: fetch the anchor, compare, pin, then send the code."""
    blind = ssl.create_default_context()
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/api/auth/anchor", ssl=blind) as answer,
    ):
        anchor = anchor_of((await answer.json())["data"]["pem"])
    if anchor.fingerprint != invitation.fingerprint:
        raise WrongHub
    body = {"code": invitation.code, "device_name": "Tablet"}
    status, said = await post(f"{url}/api/auth/pair", anchor.pem, body)
    assert status == 201, said
    return said["data"]


async def test_a_tablet_pairs_with_nothing_but_the_qr_code(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data", lan=True) as hub:
        invitation = invitation_of(hub)
        url = f"https://127.0.0.1:{invitation.port}"

        found = await paired(invitation, url)

        assert invitation.port == hub.lan_port
        assert found["fingerprint"] == invitation.fingerprint
        _, listed = owner_request(hub.socket, "GET", "/api/devices")
        [tablet] = [each for each in listed["data"] if each["name"] == "Tablet"]
        assert (tablet["id"], tablet["role"]) == (found["device"]["id"], "waiter")


async def test_a_tablet_keeps_its_code_from_another_hub(tmp_path: Path) -> None:
    with (
        HubProcess(tmp_path / "ours", lan=True) as ours,
        HubProcess(tmp_path / "theirs", lan=True) as theirs,
    ):
        invitation = invitation_of(ours)

        with pytest.raises(WrongHub):
            await paired(invitation, f"https://127.0.0.1:{theirs.lan_port}")


async def test_the_door_for_the_network_pairs_nobody_who_is_not_let_in(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "data", lan=True) as hub:
        pem = (hub.data / "tls" / "authority.pem").read_text("ascii")
        body = {"code": "A" * 26, "device_name": "x"}

        status, said = await post(f"https://127.0.0.1:{hub.lan_port}/api/auth/pair", pem, body)

    assert (status, said["error"]["code"]) == (403, "PAIRING_REFUSED")
