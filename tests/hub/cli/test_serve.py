"""``galley-hub serve`` as the person at the terminal meets it."""

import asyncio
import json
import re
import signal
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from tests.support.commands import MENU
from tests.support.in_process import HubHere, galley
from tests.support.live import eventually
from tests.support.process import clean_environment, owner_request


def refused(*arguments: str | Path) -> str:
    """Start a hub that must refuse to start; return its one line about why."""
    done = galley("serve", "--port", "0", *arguments)
    assert done.returncode in {1, 2}
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    return line.removeprefix("galley-hub: ")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_in_the_data_folder_is_the_owners_alone(hub_here: HubHere) -> None:
    open_to_others = [path for path in hub_here.data.rglob("*") if mode(path) & 0o077]

    assert mode(hub_here.data) == 0o700
    assert mode(hub_here.socket) == 0o600
    assert mode(hub_here.data / "manager.token") == 0o600
    assert open_to_others == []


def test_the_token_is_never_on_the_terminal(hub_here: HubHere) -> None:
    hub_here.stop()

    shown = "\n".join(hub_here.said) + hub_here.log_text()
    assert hub_here.token not in shown
    assert "gly_" not in shown


def pasted(line: str) -> object:
    """Paste the line into a shell in another folder; return the hub's answer."""
    done = subprocess.run(
        ["/bin/bash", "-c", line.replace("curl ", "curl -sS ", 1)],
        cwd="/",
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.system
@pytest.mark.parametrize("name", ["data", 'it\'s $(a) "d"'])
def test_the_curl_line_works_when_pasted(tmp_path: Path, name: str) -> None:
    with HubHere(tmp_path / name) as hub:
        answer = pasted(hub.said[-1])

    assert answer == {"success": True, "data": [], "upcoming": [], "cancelled": [], "seq": 1}


@pytest.mark.system
def test_the_curl_line_works_with_a_relative_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with HubHere(Path("var")) as hub:
        answer = pasted(hub.said[-1])

    assert answer == {"success": True, "data": [], "upcoming": [], "cancelled": [], "seq": 1}


@pytest.mark.system
def test_the_curl_line_works_on_ipv6(tmp_path: Path) -> None:
    with HubHere(tmp_path / "data", "--host", "::1") as hub:
        answer = pasted(hub.said[-1])

    assert answer == {"success": True, "data": [], "upcoming": [], "cancelled": [], "seq": 1}


def test_the_first_managers_token_outlives_a_restart(hub_here: HubHere) -> None:
    token = hub_here.token
    hub_here.stop()
    hub_here.start()

    listed = galley("token", "list", "--data", hub_here.data).stdout

    assert hub_here.token == token
    assert len(listed.splitlines()) == 2


def test_a_revoked_first_manager_is_not_offered(hub_here: HubHere) -> None:
    hub_here.make_token("manager", "Chef")
    galley("token", "revoke", "first manager", "--data", hub_here.data)
    hub_here.stop()
    before = len(hub_here.said)
    hub_here.start()

    said = hub_here.said[before:]
    [line] = [each for each in said if "token create" in each]
    assert line.split()[0] == "galley-hub"
    assert not any("curl" in each for each in said)


@pytest.mark.parametrize("host", ["192.168.1.4", "::", "fe80::1"])
def test_a_host_that_is_not_loopback_is_refused(tmp_path: Path, host: str) -> None:
    told = refused("--data", tmp_path / "data", "--host", host)

    assert told.startswith(f"--host: {host} is not loopback.")
    assert not (tmp_path / "data").exists()


def test_a_port_in_use_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        told = refused("--data", tmp_path / "data", "--port", str(port))

    assert told.startswith(f"Port {port} on 127.0.0.1 cannot be listened on: ")
    assert told.endswith("Choose another with --port.")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "cannot be read: No such file or directory."),
        ("nonsense", "cannot be used as a menu: body: is not JSON"),
        ('{"itmes": []}', "cannot be used as a menu: itmes"),
    ],
)
def test_a_wrong_menu_file_leaves_nothing_behind(
    tmp_path: Path, content: str | None, told: str
) -> None:
    file = tmp_path / "menu.json"
    if content is not None:
        file.write_text(content)

    line = refused("--data", tmp_path / "data", "--menu-if-empty", file)

    assert line.startswith(f"{file} {told}")
    assert not (tmp_path / "data").exists()


def test_a_menu_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "menu.json"
    file.write_text('{"items": [{"name": "Soup", "station": "nowhere"}]}')

    line = refused("--data", tmp_path / "data", "--menu-if-empty", file)

    assert line.startswith(f"{file} cannot be used as a menu: ")
    assert not (tmp_path / "data" / "manager.token").exists()


@pytest.mark.parametrize("name", ["menu.json", "menu.csv"])
def test_the_first_start_loads_the_menu(tmp_path: Path, menu_file: Path, name: str) -> None:
    file = tmp_path / name
    galley("menu", "import", menu_file, "--data", tmp_path / "other")
    galley("menu", "export", file, "--data", tmp_path / "other")

    with HubHere(tmp_path / "data", "--menu-if-empty", file) as hub:
        _, menu = owner_request(hub.socket, "GET", "/api/menu")

    assert [dish["name"] for dish in menu["data"]["items"]] == ["Crêpe 餃子"]


def test_a_menu_that_is_there_is_left_alone(tmp_path: Path, menu_file: Path) -> None:
    data = tmp_path / "data"
    galley("menu", "import", menu_file, "--data", data)
    other = tmp_path / "other.json"
    other.write_text('{"items": [{"name": "Soup"}]}')

    with HubHere(data, "--menu-if-empty", other) as hub:
        _, menu = owner_request(hub.socket, "GET", "/api/menu")

    assert menu["data"] == MENU


@pytest.mark.parametrize(("told", "code"), [("stop", 1001), ("restart", 1012)])
async def test_sockets_are_told_whether_the_hub_comes_back(
    hub_here: HubHere, told: str, code: int
) -> None:
    headers = {"Authorization": f"Bearer {hub_here.token}"}
    async with (
        hub_here.client() as client,
        client.session.ws_connect(f"{hub_here.url}/ws", headers=headers) as channel,
    ):
        assert (await channel.receive_json())["type"] == "auth:success"
        telling = asyncio.create_task(asyncio.to_thread(getattr(hub_here, told)))
        await channel.receive()
        await telling

    assert channel.close_code == code


async def test_a_restart_keeps_the_port_and_reads_the_settings_again(tmp_path: Path) -> None:
    settings = tmp_path / "galley.toml"
    settings.write_text('[hub]\nhosts = ["old.example"]\n')
    with HubHere(tmp_path / "data", "--config", settings) as hub:
        settings.write_text('[hub]\nhosts = ["New.Example"]\n')
        before = hub.url
        await asyncio.to_thread(hub.restart)
        async with hub.client() as client:
            known, _ = await client.get("/healthz", headers={"Host": "new.example"})
            unknown, _ = await client.get("/healthz", headers={"Host": "old.example"})

    assert hub.url == before
    assert (known, unknown) == (200, 421)


async def test_a_restart_with_wrong_settings_is_not_made(tmp_path: Path) -> None:
    settings = tmp_path / "galley.toml"
    settings.write_text("")
    with HubHere(tmp_path / "data", "--config", settings) as hub:
        settings.write_text("[hub]\nprot = 1\n")
        hub.tell(signal.SIGHUP)
        await eventually(lambda: "not restarted" in hub.log_text() or not hub.going)
        async with hub.client() as client:
            status, _ = await client.get("/api/kitchen/orders")

    assert status == 200
    assert "[hub] prot is not a known key; did you mean port?" in hub.log_text()


def test_every_wrong_setting_is_told_at_once(tmp_path: Path) -> None:
    done = galley("serve", "--port", "x", "--host", "example", "--branch", "a b", cwd=tmp_path)

    assert done.returncode == 2
    assert [re.split(": ", line)[1] for line in done.stderr.splitlines()] == [
        "--host",
        "--port",
        "--branch",
    ]
    assert not (tmp_path / "var").exists()


def test_a_folder_of_another_branch_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with HubHere(data, "--branch", "b1") as hub:
        assert "branch b1" in hub.said[0]

    assert "b1" in refused("--data", data, "--branch", "b2")
