"""Holding the button at the hub opens pairing."""

import asyncio
import logging
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory  # type: ignore[import-untyped]

from hub.access.pairing_button import open_pairing_by_button
from hub.app import run_hub
from tests.support.live import eventually


async def test_holding_the_button_opens_pairing_for_a_kitchen_screen(tmp_path: Path) -> None:
    pins = MockFactory()
    async with run_hub(tmp_path / "data") as hub:
        with open_pairing_by_button("GPIO17", hub.pairing, pins):
            await asyncio.to_thread(pins.pin(17).drive_low)
            await eventually(lambda: hub.pairing.current() is not None)
            window = hub.pairing.current()
    assert window is not None
    assert (window.role, window.state) == ("kitchen", "open")


async def test_a_hub_serves_without_the_button_that_it_cannot_have(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with run_hub(tmp_path / "data") as hub:
        with open_pairing_by_button("GPIO17", hub.pairing):
            assert hub.pairing.current() is None

    [said] = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert said.getMessage().startswith("[pairing] button: ")
