"""The language of a screen is its settings' own."""

from argparse import Namespace
from pathlib import Path

import pytest

from display.app import commands
from display.app.managed import ManagedSettings
from display.config import Config, settings_given
from display.state.settings import BoardSettings
from hub.locale.words import Language, spoken


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.GERMAN, Language.ARABIC])
def test_a_screen_speaks_the_language_of_its_settings(
    monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    heard: list[Language] = []

    async def listen(config: Config, file: Path) -> None:
        heard.append(spoken())

    monkeypatch.setattr(commands, "learn_keys", listen)
    given = Namespace(headless=False, learn_keys=Path("bar.toml"))
    config = Config(board=BoardSettings(language=language))

    assert (
        commands.screen(given, lambda: ManagedSettings(config, settings_given(None, {}, {})), print)
        == 0
    )
    assert heard == [language]
    assert spoken() is Language.ENGLISH
