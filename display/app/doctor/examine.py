"""All checks, in order; each line is said as soon as it is known."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from display.app.doctor import hub_check, monitor, packages, peripherals
from display.config import Config, ConfigError
from display.renderer import sdl
from display.renderer.fonts import FontsMissingError
from hub.common.checks import Finding, Level, ok, problem, worst
from hub.locale.words import say

_CARD = (1280, 720)
_DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY")


class Examination(NamedTuple):
    """What the doctor is asked.

    Attributes:
        config: reads the settings, or raises ConfigError.
        size: of the card where there is no monitor, in pixels.
        headless: leave the monitor alone.
        seconds: how long the card is shown.
        card: where it is written; None for nowhere.
    """

    config: Callable[[], Config]
    size: tuple[int, int]
    headless: bool
    seconds: float
    card: Path | None


async def examine(
    wanted: Examination,
    tell: Callable[[Finding], None],
    environment: Mapping[str, str] = os.environ,
) -> bool:
    """Look at everything.

    Args:
        wanted: what to look at.
        tell: called with each finding.
        environment: the process's variables.

    Returns:
        whether there is no problem.
    """
    found: list[Finding] = []

    def report(*findings: Finding) -> None:
        found.extend(findings)
        for each in findings:
            tell(each)

    desktop = any(environment.get(name) for name in _DESKTOP)
    config, mistakes = _config(wanted.config)
    report(*packages.find_python_packages())
    report(*packages.find_libraries(desktop=desktop or wanted.headless), *packages.find_fonts())
    report(monitor.judge_drivers(sdl.video_drivers(), desktop=desktop or wanted.headless))
    report(*mistakes)
    try:
        if wanted.headless:
            report(*monitor.draw_in_memory(wanted.size, wanted.card, config))
        else:
            report(*monitor.find_monitors(desktop=desktop))
            report(*await monitor.show_on_monitor(config, wanted.seconds, wanted.card))
    except FontsMissingError as error:
        report(problem("test card", say("it cannot be drawn: {why}", why=error)))
    report(peripherals.check_sound(config.sound.volume), *peripherals.check_keys(config))
    report(hub_check.check_outbox(Path(config.hub.data)))
    report(*await hub_check.check_hub(config))
    return worst(found) is not Level.PROBLEM


def examine_installation(tell: Callable[[Finding], None]) -> bool:
    """Look at what was installed only, for a machine that has no desktop: what an installer asks.

    Args:
        tell: called with each finding.

    Returns:
        whether there is no problem.
    """
    found = [
        *packages.find_python_packages(),
        *packages.find_libraries(desktop=False),
        *packages.find_fonts(),
    ]
    found.append(monitor.judge_drivers(sdl.video_drivers(), desktop=False))
    try:
        found += monitor.draw_in_memory(_CARD, None)
    except FontsMissingError as error:
        found.append(problem("test card", say("it cannot be drawn: {why}", why=error)))
    for each in found:
        tell(each)
    return worst(found) is not Level.PROBLEM


def _config(read: Callable[[], Config]) -> tuple[Config, list[Finding]]:
    try:
        return read(), [ok("settings", say("no mistake in them"))]
    except ConfigError as error:
        # The rest is looked at with the defaults: better than nothing.
        return Config(), [problem("settings", each) for each in error.problems]
