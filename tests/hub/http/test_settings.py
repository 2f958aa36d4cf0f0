"""The owner's settings on a manager's page: what each means, and changing the file of them."""

from pathlib import Path
from typing import Any

import pytest

from hub.common.managed_settings import MANAGED, ManagedFile
from hub.config import load, settings_given
from hub.domain.permissions import Role
from tests.support.live import Live
from tests.support.wire import refused

TEXT = '# Ours.\n[hub]\nname = "Corner"\n\n[wifi]\nname = "guests"\npassword = "correct horse"\n'


@pytest.fixture
def file(live: Live, tmp_path: Path) -> Path:
    path = tmp_path / "hub.toml"
    path.write_text(TEXT, "utf-8")
    environment = {"GALLEY_LOG_LEVEL": "debug"}
    said = {"wifi.name": "said"}
    live.hub.settings_file.given = settings_given(path, environment, said, managed(live))
    return path


def managed(live: Live) -> Path:
    return live.hub.branch.backups.data_folder / MANAGED


def read(file: Path) -> str:
    return file.read_text("utf-8")


def write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


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
    assert (shown["wifi.name"]["value"], shown["wifi.name"]["from"]) == ("said", "command")
    assert [shown[each]["fixed"] for each in ("log.level", "wifi.name", "hub.name")] == [
        *(True, True, False)
    ]
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


async def test_what_is_saved_wins_over_the_owners_file_and_leaves_it_alone(
    live: Live, file: Path
) -> None:
    reply = await save(live, hub__name="Grand", ready__dine_in=True)

    assert reply.data == {"saved": ["hub.name", "ready.dine_in"], "restart": True}
    assert read(file) == TEXT
    kept = managed(live)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert read(kept).startswith("# What was set on the page /manage.")
    name = (await settings(live))["hub.name"]
    assert (name["value"], name["from"]) == ("Grand", "manager")
    after = load(file, {}, {}, kept)
    assert (after.hub.name, after.ready.dine_in) == ("Grand", True)


async def test_what_is_taken_back_is_as_the_owners_file_says(live: Live, file: Path) -> None:
    await save(live, hub__name="Grand", ready__dine_in=True)
    await save(live, hub__name=None)

    shown = await settings(live)
    assert (shown["hub.name"]["value"], shown["hub.name"]["from"]) == ("Corner", "file")
    assert shown["ready.dine_in"]["value"] is True


async def test_what_could_keep_the_hub_from_starting_is_set_at_the_hub_only(
    live: Live, file: Path
) -> None:
    wrong = await save(live, lan__certificate="/nowhere.pem", lan__enabled=False, hub__port=1)
    details = refused(wrong, 400, "BAD_REQUEST")["details"]
    assert details.keys() == {"lan.certificate", "lan.enabled", "hub.port"}
    assert (await settings(live))["lan.enabled"]["fixed"] is True


def test_what_could_keep_the_hub_from_starting_counts_in_its_owners_file_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ManagedFile(tmp_path / MANAGED).write({"lan.enabled": False, "hub.name": "Grand"})
    after = load(None, {}, {}, tmp_path / MANAGED)
    assert (after.lan.enabled, after.hub.name) == (True, "Grand")
    assert "lan.enabled" in caplog.text


def test_variables_and_the_command_line_win_over_a_page(tmp_path: Path) -> None:
    ManagedFile(tmp_path / MANAGED).write({"hub.name": "page", "log.level": "error"})
    after = load(None, {"GALLEY_HUB_NAME": "variable"}, {}, tmp_path / MANAGED)
    assert (after.hub.name, after.log.level) == ("variable", "error")


def test_what_a_version_does_not_know_keeps_no_hub_from_starting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ManagedFile(tmp_path / MANAGED).write({"hub.name": "page", "soup.hot": True})
    assert load(None, {}, {}, tmp_path / MANAGED).hub.name == "page"
    assert "soup.hot" in caplog.text


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
        wifi__name="x",
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
        "wifi.name",
    ]
    assert not managed(live).exists()


async def test_nothing_is_saved_for_a_hub_that_could_not_start_with_it(
    live: Live, file: Path
) -> None:
    write(file, f"{TEXT}\n[backup]\nkeep_hourly = -1\n")

    refused(await save(live, hub__name="Grand"), 400, "BAD_REQUEST")
    assert not managed(live).exists()


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
