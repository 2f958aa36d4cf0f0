"""What can be heard."""

from display.sound.player import Sounds

__all__ = ["Sounds"]
