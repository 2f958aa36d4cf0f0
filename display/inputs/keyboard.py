"""Keyboards, and the USB bump bars that pretend to be one."""

import pygame

from display.inputs.key_state import Held
from display.inputs.keys import name
from display.inputs.profiles import Press, Profile


class Keyboard:
    """Turns pygame's key events into presses.

    The key going down counts, also for a bare modifier: the classic bar bumps with Left Ctrl alone.

    Args:
        profile: what keys mean.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._held = Held()

    def pressed(self, event: pygame.event.Event) -> Press | None:
        """Say what an event means; None for repeats, keys without a meaning, and other events.

        Give it every event, or a key that has come up still counts as down.
        """
        key = self.went_down(event)
        return None if key is None else self._profile.keys.get(key)

    def went_down(self, event: pygame.event.Event) -> str | None:
        """Name the key that an event took down, whether or not it has a meaning: for learning."""
        if event.type not in {pygame.KEYDOWN, pygame.KEYUP}:
            return None
        # Events that a program has made up often carry the key code only.
        scancode: int = getattr(event, "scancode", 0)
        key = name(scancode, event.key)
        if event.type == pygame.KEYUP:
            self._held.up(key)
            return None
        return key if self._held.down(key) else None

    def troubles(self, now: int) -> tuple[str, ...]:
        """Say what is wrong with the keys, one sentence each.

        Args:
            now: monotonic ms. Call it at least every second: a key's time runs from here.
        """
        return tuple(f"Key {key} is stuck" for key in self._held.stuck(now))
