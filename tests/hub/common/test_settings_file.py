"""The settings files that both programs print: complete, right, and never behind the program."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from display import config as of_screen
from hub import config as of_hub
from hub.common.settings import ConfigError, defaults

Module = Any
"""``hub.config`` or ``display.config``: each has file_text and load."""

HUB = pytest.param(of_hub, of_hub.Settings, id="hub")
SCREEN = pytest.param(of_screen, of_screen.Config, id="screen")
both = pytest.mark.parametrize(("module", "kind"), [HUB, SCREEN])

_COMMENTED = re.compile(r"^#(?=\w+ = )", re.MULTILINE)


def named(text: str) -> Iterator[str]:
    """Go through the keys that stand in a file, commented or not, as ``section.key``."""
    section = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = heading[1]
        elif key := re.match(r"#?(\w+) = ", line):
            yield f"{section}.{key[1]}"


def loaded(module: Module, text: str, tmp_path: Path) -> Any:  # noqa: ANN401 - either's settings
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    return module.load(file, {}, {})


@both
def test_every_setting_stands_there_once_and_in_order(module: Module, kind: type) -> None:
    assert list(named(module.file_text({}))) == [name for name, _ in defaults(kind)]


@both
def test_as_it_is_it_sets_nothing(module: Module, kind: type) -> None:
    assert not any(tomllib.loads(module.file_text({})).values())


@both
def test_with_the_marks_taken_away_it_says_the_defaults(
    module: Module, kind: Callable[[], object], tmp_path: Path
) -> None:
    text, count = _COMMENTED.subn("", module.file_text({}))

    assert loaded(module, text, tmp_path) == kind()
    assert count == len(list(named(text))) > 0


@both
def test_every_key_says_what_it_means_and_what_it_takes(module: Module, kind: type) -> None:
    blocks = module.file_text({}).split("\n\n")
    about = [block for block in blocks if _COMMENTED.search(block)]

    assert len(about) == len(list(defaults(kind)))
    for block in about:
        assert re.match(r"# \w+: \w.{10,}\n(# .*\n)*?# It takes .+\n(# .*\n)?#\w+ = ", block), block


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (of_hub, {"hub.port": "8081", "hub.branch": "b1", "lan.enabled": "false"}),
        (of_screen, {"hub.token_file": "/etc/galley/a \\ b.token", "sound.volume": "0.5"}),
    ],
    ids=["hub", "screen"],
)
def test_what_was_said_is_set_and_nothing_else(
    module: Module, said: Mapping[str, str], tmp_path: Path
) -> None:
    assert loaded(module, module.file_text(said), tmp_path) == module.load(None, {}, said)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"hub.prot": "1"}, "hub.prot: is not a known setting; did you mean hub.port?"),
        (
            {"hub.port": "many"},
            "--port: expected a whole number from 0 to 65535, not 'many'",
        ),
    ],
)
def test_what_cannot_be_set_is_refused(said: Mapping[str, str], told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        of_hub.file_text(said)

    assert caught.value.problems == [told]
