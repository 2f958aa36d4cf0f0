"""The commands of ``galley-hub``, each of which loads what it needs and no more."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hub.__main__ import _COMMANDS, _parser
from tests.support.process import clean_environment
from tests.support.tls import make_certificate

_LOADED = """
import json, sys
from hub.__main__ import main
main(sys.argv[1:])
import gc, ssl
sys.stderr.write(json.dumps({
    "modules": [each for each in sys.modules if each.startswith("hub.cli.")],
    "libraries": [each for each in ("aiohttp", "cryptography") if each in sys.modules],
    "authorities": [
        len(each.get_ca_certs()) for each in gc.get_objects() if isinstance(each, ssl.SSLContext)
    ],
}))
"""


def loaded_by(*arguments: str | Path, **environment: str) -> dict[str, list[object]]:
    """Run a command and return what is in its process at the end."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *map(str, arguments)],
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded: dict[str, list[object]] = json.loads(done.stderr.splitlines()[-1])
    return loaded


@pytest.mark.parametrize("name", _COMMANDS)
def test_a_command_says_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        _parser(name).parse_args([name, "--help"])

    assert capsys.readouterr().out.startswith(f"usage: galley-hub {name} ")


def test_a_command_loads_no_other_ones_code() -> None:
    loaded = loaded_by("config")

    assert loaded["modules"] == ["hub.cli.failing", "hub.cli.settings"]
    assert loaded["libraries"] == []


def test_a_folder_that_is_called_as_a_command_is_a_folder() -> None:
    assert loaded_by("--data", "serve", "config")["modules"] == [
        "hub.cli.failing",
        "hub.cli.settings",
    ]


def test_the_internets_authorities_are_not_loaded(tmp_path: Path) -> None:
    known = make_certificate(tmp_path / "known", [], authority=True)

    loaded = loaded_by("devices", "--data", tmp_path, SSL_CERT_FILE=str(known.certificate))

    assert set(loaded["authorities"]) == {0}
