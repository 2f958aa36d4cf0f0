"""What a screen that belongs to no hub yet knows, and how keys lead it to one. Pure.

It looks for hubs, is told which one if there are several, and shows a number that the manager
compares with the one at the hub.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from display.state.messages import Action

SETTLE_MS = 2_000
"""For how long a hub must have been the only one before it is asked: others may be slower."""


class Stage(StrEnum):
    """How far it has come with the hub that was chosen."""

    ASKING = "asking"
    CLOSED = "closed"
    NUMBER = "number"
    REFUSED = "refused"
    AWAY = "away"
    PAIRED = "paired"


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A hub on the network.

    Attributes:
        branch: id of its branch.
        name: what people call it.
        urls: its addresses, as ``https://192.168.1.20:8443``.
        hint: the first digits of its anchor's fingerprint, as it says itself.
    """

    branch: str
    name: str
    urls: tuple[str, ...]
    hint: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Tells one hub from another, whatever its addresses are."""
        return self.branch, self.hint


class Pairing(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the pairing screen shows follows from this.

    Attributes:
        device: what the screen calls itself.
        hubs: those that were found, by name.
        since: monotonic ms at which the hubs last changed.
        row: the chosen one's place in the list, from 0.
        hub: the one that is asked; None while there is none.
        stage: how far it has come with that hub.
        number: six digits for the manager's eyes, once there are some.
    """

    device: str
    hubs: tuple[Candidate, ...] = ()
    since: int = 0
    row: int = 0
    hub: Candidate | None = None
    stage: Stage = Stage.ASKING
    number: str = ""


def take_hubs(pairing: Pairing, hubs: Sequence[Candidate], now: int) -> Pairing:
    """Take in which hubs there are now; ``now`` is monotonic ms."""
    ranked = tuple(sorted(hubs, key=lambda hub: (hub.name.casefold(), hub.key)))
    if ranked == pairing.hubs:
        return pairing
    keys = [hub.key for hub in ranked]
    pointed = pairing.hubs[pairing.row].key if pairing.hubs else None
    row = keys.index(pointed) if pointed in keys else 0
    changed = keys != [hub.key for hub in pairing.hubs]
    since = now if changed else pairing.since
    return replace(pairing, hubs=ranked, row=row, since=since)


def tick(pairing: Pairing, now: int) -> Pairing:
    """Ask the one hub that there is, once it has stayed the only one."""
    if pairing.hub is None and len(pairing.hubs) == 1 and now - pairing.since >= SETTLE_MS:
        return _ask(pairing, pairing.hubs[0])
    return pairing


def press(pairing: Pairing, action: Action, slot: int | None) -> Pairing:
    """Choose a hub from the list, or go back to it."""
    if pairing.hub is not None:
        back = action in {Action.UNDO, Action.RECALL} and slot is None and len(pairing.hubs) > 1
        return replace(pairing, hub=None, number="") if back else pairing
    if slot is not None:
        return _ask(pairing, pairing.hubs[slot]) if slot < len(pairing.hubs) else pairing
    if not pairing.hubs:
        return pairing
    if action is Action.BUMP:
        return _ask(pairing, pairing.hubs[pairing.row])
    step = {Action.NEXT: 1, Action.PREVIOUS: -1}.get(action, 0)
    return replace(pairing, row=(pairing.row + step) % len(pairing.hubs))


def reach(pairing: Pairing, stage: Stage, number: str = "") -> Pairing:
    """Note how far it has come with the hub that is asked."""
    return replace(pairing, stage=stage, number=number)


def _ask(pairing: Pairing, hub: Candidate) -> Pairing:
    return replace(pairing, hub=hub, stage=Stage.ASKING, number="")
