"""The owner's settings on a manager's page: what each means, and changing the file of them."""

from pathlib import Path
from typing import Any

import pytest

from hub.config import settings_given
from hub.domain.permissions import Role
from tests.support.live import Live
from tests.support.wire import refused

TEXT = '# Ours.\n[hub]\nname = "Corner"\n\n[wifi]\nname = "guests"\npassword = "correct horse"\n'


@pytest.fixture
def file(live: Live, tmp_path: Path) -> Path:
    path = tmp_path / "hub.toml"
    path.write_text(TEXT, "utf-8")
    path.chmod(0o640)
    environment = {"GALLEY_LOG_LEVEL": "debug"}
    live.hub.settings_file.given = settings_given(path, environment, {"hub.port": "8080"})
    return path


def read(file: Path) -> str:
    return file.read_text("utf-8")


def write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


def mode_of(file: Path) -> int:
    return file.stat().st_mode & 0o777


async def settings(live: Live) -> dict[str, Any]:
    found = (await live.ask("GET", "/api/settings")).data["settings"]
    return {each["name"]: each for each in found}


async def save(live: Live, **values: object) -> Any:  # noqa: ANN401 - a reply
    body = {"values": {name.replace("__", "."): value for name, value in values.items()}}
    return await live.ask("PUT", "/api/settings", body)


async def test_each_setting_says_what_it_means_and_where_it_is_from(live: Live, file: Path) -> None:
    shown = await settings(live)

    names = shown["ready.names"]
    assert (names["kind"], names["choices"]) == ("choice", ["off", "first", "initial"])
    assert "guests beside their numbers" in names["meaning"]
    stays = shown["ready.stays_minutes"]
    assert (stays["least"], stays["most"], stays["default"]) == (1, 60, 10)
    assert (shown["hub.name"]["value"], shown["hub.name"]["from"]) == ("Corner", "file")
    assert (shown["log.level"]["value"], shown["log.level"]["from"]) == ("debug", "variable")
    assert shown["hub.port"]["from"] == "command"
    assert shown["courses.hold"]["from"] == "default"
    assert (await live.ask("GET", "/api/settings")).data["writable"] is True


async def test_a_secret_is_shown_to_nobody_and_stands_in_no_refusal(live: Live, file: Path) -> None:
    reply = await live.ask("GET", "/api/settings")
    wifi = (await settings(live))["wifi.password"]

    assert b"correct horse" not in reply.body
    assert (wifi["secret"], wifi["is_set"], "value" in wifi) == (True, True, False)
    wrong = await save(live, wifi__password="sécret")
    refused(wrong, 400, "BAD_REQUEST")
    assert "cret" not in wrong.json["error"]["details"]["wifi.password"]


async def test_what_is_saved_stands_in_the_file_beside_what_was_there(
    live: Live, file: Path
) -> None:
    reply = await save(live, hub__name="Grand", ready__dine_in=True, wifi__name=None)

    assert reply.data == {"saved": ["hub.name", "ready.dine_in", "wifi.name"], "restart": True}
    text = read(file)
    assert text.startswith('# Ours.\n[hub]\nname = "Grand"\n')
    assert 'name = "guests"' not in text
    assert (await settings(live))["ready.dine_in"]["value"] is True
    assert mode_of(file) == 0o640


async def test_every_mistake_is_named_at_once_and_nothing_is_written(
    live: Live, file: Path
) -> None:
    reply = await save(
        live,
        hub__name="Grand",
        ready__names="all",
        ready__stays_minutes=999,
        branch__time_zone="Mars/Base",
        soup__hot=True,
        log__level="info",
        hub__port=9000,
    )

    refused(reply, 400, "BAD_REQUEST")
    assert sorted(reply.json["error"]["details"]) == [
        "branch.time_zone",
        "hub.port",
        "log.level",
        "ready.names",
        "ready.stays_minutes",
        "soup.hot",
    ]
    assert read(file) == TEXT


async def test_a_file_that_has_a_mistake_already_is_not_written(live: Live, file: Path) -> None:
    broken = f"{TEXT}\n[backup]\nkeep_hourly = -1\n"
    write(file, broken)

    refused(await save(live, hub__name="Grand"), 400, "BAD_REQUEST")
    assert read(file) == broken


async def test_a_hub_without_a_file_of_its_own_says_so(live: Live) -> None:
    shown = (await live.ask("GET", "/api/settings")).data

    assert (shown["file"], shown["writable"]) == (None, False)
    refused(await save(live, hub__name="Grand"), 409, "CONFLICT")


@pytest.mark.parametrize(
    ("method", "body"), [("GET", None), ("PUT", {"values": {"hub.name": "x"}})]
)
async def test_settings_are_a_managers(live: Live, method: str, body: object) -> None:
    for role in Role:
        if role not in {Role.MANAGER, Role.CUSTOMER}:
            reply = await live.ask(method, "/api/settings", body, role=role)
            refused(reply, 403, "FORBIDDEN")
