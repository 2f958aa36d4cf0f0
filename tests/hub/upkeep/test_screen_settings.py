"""What is set at screens: what outlasts a start of the hub, and a new pairing."""

import pytest

from hub.domain.errors import Code
from hub.domain.permissions import Role
from hub.wire.socket_messages import ScreenSettingsTold, SettingHeld
from tests.support.branch import MANAGER, Bench, asks, refusal

WORDS = ["lactose" * 5] * 100
"""More than finds room where nothing else was."""

TOLD = ScreenSettingsTold(values={"board.text": SettingHeld(value="large", source="manager")})


@pytest.fixture
async def screen(bench: Bench) -> str:
    device, _ = await bench.branch.devices.pair(Role.KITCHEN, "Grill", MANAGER)
    await bench.branch.screen_settings.save(asks(), device.id, {"board.text": "large"})
    return device.id


async def test_what_is_set_and_what_the_screen_said_outlast_a_start(
    bench: Bench, screen: str
) -> None:
    bench.branch.screen_settings.note_told(screen, TOLD)
    await bench.reopen()

    settings = bench.branch.screen_settings
    assert settings.wanted(screen) == {"board.text": "large"}
    [text] = settings.view(screen).settings
    assert (text.name, text.value, text.waits) == ("board.text", "large", False)


async def test_what_is_read_anew_keeps_what_was_said_and_what_was_set(
    bench: Bench, screen: str
) -> None:
    settings = bench.branch.screen_settings
    settings.note_told(screen, TOLD)
    await settings.load()
    assert settings.wanted(screen) == {"board.text": "large"}
    assert settings.view(screen).known is True


async def test_what_a_screen_says_again_is_not_written_again(bench: Bench, screen: str) -> None:
    settings = bench.branch.screen_settings
    settings.note_told(screen, TOLD)
    await settings.write_told()
    settings.note_told(screen, TOLD)
    assert not settings._unwritten


async def test_a_screen_that_is_paired_anew_keeps_what_was_set_there(
    bench: Bench, screen: str
) -> None:
    again, _ = await bench.branch.devices.pair(Role.KITCHEN, "Grill", MANAGER)
    assert again.id != screen
    assert bench.branch.screen_settings.wanted(again.id) == {"board.text": "large"}
    await bench.reopen()
    assert bench.branch.screen_settings.wanted(again.id) == {"board.text": "large"}


async def test_a_full_disk_sets_nothing_and_loses_nothing_of_what_was_said(
    bench: Bench, screen: str
) -> None:
    settings = bench.branch.screen_settings
    held = SettingHeld(value=WORDS, source="manager")
    settings.note_told(screen, ScreenSettingsTold(values={"board.allergy_words": held}))
    async with bench.full():
        why = await refusal(settings.save(asks(), screen, {"board.allergy_words": WORDS}))
        assert why.code is Code.STORAGE_FULL
        assert (await refusal(settings.write_told())).code is Code.STORAGE_FULL
    assert settings.wanted(screen) == {"board.text": "large"}
    await settings.write_told()
    [(told,)] = await bench.sql("SELECT told FROM screen_settings")
    assert WORDS[0] in told
