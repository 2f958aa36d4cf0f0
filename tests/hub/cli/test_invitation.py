"""What ``galley-hub pair`` shows and writes for who is to come in, at a hub on a network."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub.access.qr_codes import draw_qr
from hub.cli.invitation import show_invitation
from hub.cli.output import CommandError
from hub.cli.slips import save_slip
from tests.support.live import Live, alive
from tests.support.pairing_over_http import opened

WIFI = {"name": "Staff", "password": "soup of the day", "qr": {"text": "W", "size": 1, "path": ""}}


@pytest.fixture
async def on_network(tmp_path: Path) -> AsyncIterator[Live]:
    async with alive(tmp_path / "data", lan=True) as live:
        yield live


async def shown(live: Live, role: str, capsys: pytest.CaptureFixture[str]) -> tuple[Any, str]:
    found = await opened(live, role)
    show_invitation(found, WIFI)
    return found, capsys.readouterr().out


async def test_a_waiters_phone_scans_a_link_and_is_told_of_the_warning(
    on_network: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    found, said = await shown(on_network, "waiter", capsys)

    assert found["link"] in said
    assert "joins the Wi-Fi Staff" in said
    assert '"Advanced", "Proceed"' in said
    assert found["qr"] in said
    # It is joined by its code; who reads over a shoulder need not learn it.
    assert "soup of the day" not in said


async def test_a_manager_is_told_to_trust_and_not_to_go_past_the_warning(
    on_network: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    found, said = await shown(on_network, "manager", capsys)

    assert f"{found['link']}\n" in said
    assert found["code"] not in found["link"]
    assert found["fingerprint"][:2].upper() in said
    assert "Proceed" not in said


async def test_a_slip_is_its_owners_alone_and_in_the_language_asked_for(
    on_network: Live, tmp_path: Path
) -> None:
    found = await opened(on_network, "waiter") | {"house": "Galley main"}
    file = tmp_path / "slip.html"
    await asyncio.to_thread(save_slip, file, found, None, "de")

    text = await asyncio.to_thread(file.read_text, "utf-8")
    assert (await asyncio.to_thread(file.stat)).st_mode & 0o777 == 0o600
    assert "Das hier scannen" in text
    assert draw_qr(found["link"]).path in text
    assert "https://127.0.0.1:" in text


async def test_a_slip_that_cannot_be_written_is_said(on_network: Live, tmp_path: Path) -> None:
    found = await opened(on_network, "waiter") | {"house": "Galley main"}

    with pytest.raises(CommandError, match="cannot be written"):
        save_slip(tmp_path / "nowhere" / "slip.html", found, None, None)


def test_a_hub_on_no_network_has_no_slip(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="on no network"):
        save_slip(tmp_path / "slip.html", {"role": "waiter"}, None, None)
