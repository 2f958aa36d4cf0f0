"""What the keys of this screen's bar are called, so that every prompt names one that is there."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from display.state.messages import Action

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class KeyNames(msgspec.Struct, frozen=True):
    """What is printed on the keys.

    Attributes:
        names: by what a key means, as profiles write it (``bump``, ``slot 3``); empty where nothing
            is known of the keys, and every one may be there.
    """

    names: Mapping[str, str] = _NO_NAMES

    def has(self, action: Action) -> bool:
        """Whether there is a key for an action."""
        return not self.names or action.value in self.names

    def name(self, action: Action) -> str:
        """Return what is printed on the key for an action."""
        return self.names.get(action.value) or action.value.upper()

    def number(self, slot: int) -> str:
        """Return what is printed on a number key, counted from 0."""
        return self.names.get(f"slot {slot + 1}") or str(slot + 1)

    @property
    def help_by(self) -> Action:
        """The key that shows what all keys do: one of its own, or a list's, pressed twice."""
        return next(filter(self.has, (Action.HELP, Action.ALL_DAY)), Action.RECALL)
