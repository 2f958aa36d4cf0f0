"""Learn keys: asks for each function in turn, takes the key that comes, and makes a profile. Pure.

Nothing but the bar itself is needed: once BUMP is known, BUMP skips a function that the bar has no
key for, and so does waiting. The first question waits for ever, because without BUMP there is no
profile.
"""

from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from display.inputs.profiles import SLOTS, Press, Profile
from display.state.messages import Action

SKIP_MS = 20_000
"""How long a function is asked for before the next one is."""

ASKED: tuple[Press, ...] = (
    Press(Action.BUMP),
    Press(Action.NEXT),
    Press(Action.PREVIOUS),
    *(Press(Action.BUMP, slot) for slot in range(SLOTS)),
    Press(Action.PAGE),
    Press(Action.RECALL),
    Press(Action.UNDO),
    Press(Action.ALL_DAY),
    Press(Action.ACKNOWLEDGE),
    Press(Action.START),
    Press(Action.READY),
    Press(Action.RUSH),
    Press(Action.SOLD_OUT),
)
"""In the order in which they are asked for: what every bar has comes first."""


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come.

    Attributes:
        found: keys and what they mean, in the order in which they came.
        at: index of the function that is asked for; past the end, all have been.
        since: monotonic ms at which it was first asked for.
        said: what came of the last key.
    """

    found: tuple[tuple[str, Press], ...] = ()
    at: int = 0
    since: int
    said: str = ""

    @property
    def asked(self) -> Press | None:
        """The function that is asked for; None when all have been."""
        return ASKED[self.at] if self.at < len(ASKED) else None

    def skips_in(self, now: int) -> int | None:
        """Return the ms after which the function is skipped; None if it is waited for."""
        if self.at == 0 or self.asked is None:
            return None
        return max(0, self.since + SKIP_MS - now)

    def profile(self, name: str) -> Profile:
        """Make a profile of what has been found."""
        return Profile(name, MappingProxyType(dict(self.found)))


def begun(now: int) -> Learning:
    """Begin to ask, at this monotonic time in ms."""
    return Learning(since=now)


def key_came(learning: Learning, key: str, now: int) -> Learning:
    """Take a key that went down, by its name, at this monotonic time in ms."""
    asked = learning.asked
    if asked is None:
        return learning
    known = dict(learning.found).get(key)
    if known == ASKED[0]:
        return _next(learning, f"{asked.words} skipped.", now)
    if known is not None:
        said = f"Key {key} is {known.words} already. Press another one."
        return replace(learning, said=said, since=now)
    found = (*learning.found, (key, asked))
    return _next(replace(learning, found=found), f"Key {key} is {asked.words}.", now)


def time_passed(learning: Learning, now: int) -> Learning:
    """Skip what has been asked for long enough, at this monotonic time in ms."""
    asked = learning.asked
    if asked is None or learning.skips_in(now) != 0:
        return learning
    return _next(learning, f"{asked.words} skipped: no key came.", now)


def ended(learning: Learning, said: str) -> Learning:
    """Say what has become of it."""
    return replace(learning, said=said)


def _next(learning: Learning, said: str, now: int) -> Learning:
    return replace(learning, at=learning.at + 1, since=now, said=said)
