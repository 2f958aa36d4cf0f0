"""What the keys of this screen's bar are called, so that every prompt names one that is there."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from display.state.messages import Action
from hub.locale.words import mark, say

TEN = 10
"""Number keys of a bar."""

_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_NOTHING_HELD: Mapping[str, Action] = MappingProxyType({})

_ACTIONS: Mapping[Action, str] = {
    Action.BUMP: mark("BUMP", context="a key"),
    Action.START: mark("START", context="a key"),
    Action.READY: mark("READY", context="a key"),
    Action.NEXT: mark("NEXT", context="a key"),
    Action.PREVIOUS: mark("PREVIOUS", context="a key"),
    Action.PAGE: mark("PAGE", context="a key"),
    Action.RECALL: mark("RECALL", context="a key"),
    Action.UNDO: mark("UNDO", context="a key"),
    Action.ALL_DAY: mark("ALL-DAY", context="a key"),
    Action.ACKNOWLEDGE: mark("ACKNOWLEDGE", context="a key"),
    Action.RUSH: mark("RUSH", context="a key"),
    Action.SOLD_OUT: mark("86", context="a key"),
    Action.SORT: mark("SORT", context="a key"),
    Action.SECOND_TEN: mark("SECOND TEN", context="a key"),
    Action.HELP: mark("HELP", context="a key"),
}


def name_action(action: Action) -> str:
    """Name a key after what it does, for nobody knows what stands on it."""
    return say(_ACTIONS[action], context="a key")


class KeyNames(msgspec.Struct, frozen=True):
    """What is printed on the keys.

    Attributes:
        names: by what a key means, as profiles write it (``bump``, ``slot 3``); "" for one of which
            nobody knows what stands on it. Empty where nothing is known of the keys at all, and
            every one may be there.
        held: what is meant by holding down the key of another action.
    """

    names: Mapping[str, str] = _NO_NAMES
    held: Mapping[str, Action] = _NOTHING_HELD

    def has(self, action: Action) -> bool:
        """Whether there is a key for an action."""
        return not self.names or action.value in self.names or action.value in self.held

    def name(self, action: Action) -> str:
        """Say what is printed on the key for an action; where nobody knows that, what it does."""
        if action.value in self.held and action.value not in self.names:
            return say("{key} (held)", key=self.name(self.held[action.value]))
        return self.names.get(action.value) or name_action(action)

    def number(self, slot: int) -> str:
        """Return what is printed on a number key, counted from 0."""
        return self.names.get(f"slot {slot + 1}") or str(slot + 1)

    @property
    def numbers(self) -> int:
        """How many tickets can have a number of their own: with a second ten, or a second bar, 20.

        Where nothing is known of the keys it is ten, which every bar has.
        """
        more = Action.SECOND_TEN.value in self.names or f"slot {TEN + 1}" in self.names
        return 2 * TEN if more else TEN

    @property
    def help_by(self) -> Action:
        """The key that shows what all keys do: one of its own, or a list's, pressed twice."""
        return next(filter(self.has, (Action.HELP, Action.ALL_DAY)), Action.RECALL)
