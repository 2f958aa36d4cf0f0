"""A browser comes to trust the hub as the hub's page says: by its authority's certificate."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.process import HubProcess
from tests.support.wire import exchange, request

pytestmark = pytest.mark.system


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "data", lan=True) as running:
        yield running


class Browser:
    """Chromium without a window, with a home and a list of authorities of its own."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._authorities = f"sql:{home / '.pki' / 'nssdb'}"
        (home / ".pki" / "nssdb").mkdir(parents=True)
        self._run("certutil", "-d", self._authorities, "-N", "--empty-password")

    def trust(self, certificate: Path) -> None:
        """Import an authority, with the very command that the hub's page shows."""
        name = ("-n", "galley", "-i", str(certificate))
        self._run("certutil", "-d", self._authorities, "-A", "-t", "C,,", *name)

    def text_of(self, url: str) -> str:
        """Open a page; return it as the browser has understood it."""
        return self._run(
            "chromium",
            "--headless",
            # Chromium refuses its sandbox to root, and some containers to everybody.
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={self._home / 'profile'}",
            "--host-resolver-rules=MAP galley-main.local 127.0.0.1",
            "--dump-dom",
            url,
        )

    def _run(self, *command: str) -> str:
        environment = os.environ | {"HOME": str(self._home)}
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=True
        ).stdout


@pytest.mark.parametrize("host", ["galley-main.local", "127.0.0.1"])
def test_chromium_trusts_the_hub_with_its_authority(
    hub: HubProcess, tmp_path: Path, host: str
) -> None:
    downloaded = tmp_path / "authority.crt"
    answer = asyncio.run(exchange(hub.port, request("GET", "/authority.crt")))
    downloaded.write_bytes(answer.body)
    browser = Browser(tmp_path / "home")
    browser.trust(downloaded)

    page = browser.text_of(f"https://{host}:{hub.lan_port}/")

    assert "This is the Galley hub of main" in page


def test_chromium_does_not_trust_the_hub_without_it(hub: HubProcess, tmp_path: Path) -> None:
    page = Browser(tmp_path / "home").text_of(f"{hub.lan_url}/")

    assert "This is the Galley hub of main" not in page
