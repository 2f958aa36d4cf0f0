"""What a sender may say of an order, of a line and of a modifier beyond the Kitchen API.

All of it is optional and additive: what nobody has said is ``UNSET`` and is on no wire, so that a
board is no larger for it, and a client that knows none of it misses nothing that it needs. The
names and bounds are those of the contract of orders.
"""

from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from hub.domain.times import Instant


class ModifierKind(StrEnum):
    """What a modifier does to a dish. It gives sign and colour; the name is right without it."""

    PLAIN = "plain"
    ADD = "add"
    REMOVE = "remove"
    INSTEAD = "instead"


class Portion(StrEnum):
    """Which part of a dish a modifier is on."""

    LEFT = "left"
    RIGHT = "right"
    WHOLE = "whole"


class Modifier(msgspec.Struct, frozen=True, gc=False, rename={"instead_of": "for"}):
    """A change to a dish as the guest asked for it ("No onion").

    Attributes:
        name: right by itself, without ``kind``.
        quantity: per one of its line; UNSET is 1.
        kind: UNSET is plain.
        group: the heading that it was chosen under.
        portion: UNSET is the whole dish.
        instead_of: what it replaces; ``for`` on the wire.
        modifier_id: of the menu.
        plu: the sender's number of it.
        modifiers: of this modifier; at most three deep.
    """

    name: str
    quantity: int | UnsetType = UNSET
    kind: ModifierKind | UnsetType = UNSET
    group: str | UnsetType = UNSET
    portion: Portion | UnsetType = UNSET
    instead_of: str | UnsetType = UNSET
    modifier_id: str | UnsetType = UNSET
    plu: str | UnsetType = UNSET
    modifiers: tuple["Modifier", ...] | UnsetType = UNSET


class WhenOut(StrEnum):
    """What a guest wants done when a dish is sold out."""

    REMOVE = "remove"
    REPLACE = "replace"
    CALL = "call"
    CANCEL = "cancel"


class IfOut(msgspec.Struct, frozen=True, gc=False):
    """What to do when a dish is sold out, and a word to it ("rather lentils")."""

    do: WhenOut
    text: str | UnsetType = UNSET


class SenderKey(msgspec.Struct, frozen=True, gc=False):
    """A number under which another system knows an order."""

    source: str
    external_id: str


class LineDetails(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What may be said of a line.

    Attributes:
        amount: how much exactly; the whole ``quantity`` beside it is rounded up.
        unit: of the amount (``kg``).
        variant: size or variation; it stands first on the ticket.
        seat: whose it is.
        to_go: one dish of a table that is taken away.
        if_out: what to do when it is sold out.
        kitchen_name: what cooks call the dish.
        plu: the sender's number of the dish.
        external_id: the sender's number of the line.
        allergies: of the guest who eats it.
    """

    amount: float | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    variant: str | UnsetType = UNSET
    seat: int | str | UnsetType = UNSET
    to_go: bool | UnsetType = UNSET
    if_out: IfOut | UnsetType = UNSET
    kitchen_name: str | UnsetType = UNSET
    plu: str | UnsetType = UNSET
    external_id: str | UnsetType = UNSET
    allergies: tuple[str, ...] | UnsetType = UNSET


class OrderDetails(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What may be said of an order.

    Attributes:
        display_number: what guest or courier says; large on the ticket.
        source: which system it came from.
        external_id: that system's key of it.
        brand: which of the house's brands it was ordered from.
        also_known_as: further keys of it.
        source_version: the sender's number or time of the state that it sent last.
        guests: covers.
        server: who took it.
        zone: part of the house.
        allergies: of the guest.
        due_at: when it leaves the kitchen.
        asap: whether it is cooked at once although it has a due time.
        prep_minutes: how long it takes to make.
        promised_at: the time that the guest was told, for information.
        taken_at: when the till took it; sets age and place.
        handoff: courier or car.
        type_label: the sender's own word for its type ("Kerbside").
        cutlery: whether the guest wants some.
        paid: whether it is.
        test: whether nobody will eat it.
        remake: whether it is made a second time.
    """

    display_number: str | UnsetType = UNSET
    source: str | UnsetType = UNSET
    external_id: str | UnsetType = UNSET
    brand: str | UnsetType = UNSET
    also_known_as: tuple[SenderKey, ...] | UnsetType = UNSET
    source_version: int | str | UnsetType = UNSET
    guests: int | UnsetType = UNSET
    server: str | UnsetType = UNSET
    zone: str | UnsetType = UNSET
    allergies: tuple[str, ...] | UnsetType = UNSET
    due_at: Instant | UnsetType = UNSET
    asap: bool | UnsetType = UNSET
    prep_minutes: int | UnsetType = UNSET
    promised_at: Instant | UnsetType = UNSET
    taken_at: Instant | UnsetType = UNSET
    handoff: str | UnsetType = UNSET
    type_label: str | UnsetType = UNSET
    cutlery: bool | UnsetType = UNSET
    paid: bool | UnsetType = UNSET
    test: bool | UnsetType = UNSET
    remake: bool | UnsetType = UNSET

    @property
    def sender_keys(self) -> tuple[tuple[str, str], ...]:
        """The keys under which other systems know the order: source and external id of each."""
        others = self.also_known_as or ()
        if not others and not self.external_id:
            return ()
        keys = [(each.source, each.external_id) for each in others]
        if self.source and self.external_id:
            keys.insert(0, (self.source, self.external_id))
        return tuple(dict.fromkeys(keys))


class Combo(LineDetails, frozen=True, gc=False, kw_only=True):
    """The heading of a combo, whose parts are lines with its id as their ``parent_id``.

    It is no line itself: who knows nothing of combos would cook it.
    """

    id: str
    menu_item_id: str | UnsetType = UNSET
    name: str
    quantity: int
    notes: str | None = None
    modifiers: tuple[Modifier, ...] | UnsetType = UNSET
    course: int | str | None = None
