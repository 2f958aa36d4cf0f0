"""The commands of ``galley-hub``, each of which loads what it needs and no more."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hub.__main__ import _COMMANDS, _parser
from tests.support.in_process import HubHere, galley
from tests.support.process import clean_environment
from tests.support.tls import make_certificate

_LOADED = """
import json, sys
from contextlib import suppress
from hub.__main__ import main
for command in " ".join(sys.argv[1:]).split(";"):
    with suppress(SystemExit):
        main(command.split())
modules = list(sys.modules)
import gc, ssl
sys.stderr.write(json.dumps({
    "modules": modules,
    "authorities": [
        len(each.get_ca_certs()) for each in gc.get_objects() if isinstance(each, ssl.SSLContext)
    ],
}))
"""

A_HUB = {"hub.app", "hub.branch", "aiohttp.web", "aiosqlite"}
HEAVY = {*A_HUB, "cryptography", "zeroconf"}
"""What a hub is made of; loading it takes several times as long as asking one."""


def loaded_by(*arguments: str | Path, **environment: str) -> dict[str, list[Any]]:
    """Run commands, with ``;`` between them, in a process of their own; say what is in it then."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *map(str, arguments)],
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded: dict[str, list[Any]] = json.loads(done.stderr.splitlines()[-1])
    return loaded


@pytest.mark.parametrize("name", _COMMANDS)
def test_a_command_says_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        _parser(name).parse_args([name, "--help"])

    assert capsys.readouterr().out.startswith(f"usage: galley-hub {name} ")


def commands_in(loaded: dict[str, list[Any]]) -> list[str]:
    return [each for each in loaded["modules"] if each.startswith("hub.cli.")]


@pytest.mark.system
def test_a_command_loads_no_other_ones_code() -> None:
    loaded = loaded_by("config")

    assert commands_in(loaded) == ["hub.cli.output", "hub.cli.settings"]
    assert not {*HEAVY, "aiohttp", "asyncio"} & {*loaded["modules"]}


@pytest.mark.system
def test_a_folder_that_is_called_as_a_command_is_a_folder() -> None:
    assert commands_in(loaded_by("--data", "serve", "config")) == [
        "hub.cli.output",
        "hub.cli.settings",
    ]


@pytest.mark.system
@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_what_needs_no_hub_loads_nothing_to_reach_one(asked: str) -> None:
    loaded = loaded_by(asked)

    assert not {*HEAVY, "aiohttp", "asyncio", "hub.config"} & {*loaded["modules"]}


@pytest.mark.system
def test_the_version_is_looked_up_for_those_only_who_ask() -> None:
    assert "importlib.metadata" in loaded_by("--version")["modules"]
    assert "importlib.metadata" not in loaded_by("--help")["modules"]


@pytest.mark.system
def test_what_asks_a_running_hub_loads_none(hub_here: HubHere) -> None:
    names = ("token list", "devices", "menu export", "events tail", "backups", "fingerprint")
    loaded = loaded_by("; ".join(f"--data {hub_here.data} {each}" for each in (*names, "pair")))

    assert {"aiohttp", "hub.cli.devices", "hub.cli.pair"} <= {*loaded["modules"]}
    assert not HEAVY & {*loaded["modules"]}


@pytest.mark.system
def test_what_finds_no_hub_running_loads_one(hub_here: HubHere) -> None:
    hub_here.stop()

    assert {*loaded_by("token", "list", "--data", hub_here.data)["modules"]} & HEAVY == A_HUB


@pytest.mark.system
def test_the_internets_authorities_are_not_loaded(tmp_path: Path) -> None:
    known = make_certificate(tmp_path / "known", [], authority=True)

    loaded = loaded_by("devices", "--data", tmp_path, SSL_CERT_FILE=str(known.certificate))

    assert set(loaded["authorities"]) == {0}


@pytest.mark.parametrize("seconds", ["0", "61", "nan", "soon"])
def test_a_time_that_makes_no_sense_to_look_for_hubs_is_refused(seconds: str) -> None:
    done = galley("discover", "--seconds", seconds)

    assert done.returncode == 2
    assert "--seconds" in done.stderr
