"""What the guests of a ticket must not eat, and whether a cook has taken note of that.

Before its first bump here a ticket's allergy is acknowledged (``[board] allergy_ack``): by a first
press of its own key, which then bumps nothing, or by a screen of the same station. What is added
later has to be acknowledged anew.
"""

from collections.abc import Sequence

from msgspec import UNSET

from display.state.model import BoardState
from display.state.settings import BoardSettings
from hub.domain.allergy_words import mentions_allergy
from hub.domain.earlier import AckKind
from hub.domain.orders import Item, Order


def list_allergies(order: Order, mine: Sequence[Item]) -> list[str]:
    """List what the guests of a ticket must not eat, each once.

    Args:
        order: the ticket.
        mine: those of its lines that the screen shows.
    """
    found = [*(order.allergies or ())]
    parents = {item.parent_id for item in mine}
    for combo in order.groups or ():
        if combo.id in parents:
            found += combo.allergies or ()
    for item in mine:
        if item.live:
            found += item.allergies or ()
    return list(dict.fromkeys(found))


def find_loud_notes(order: Order, mine: Sequence[Item], words: Sequence[str]) -> frozenset[str]:
    """Find the notes of a ticket in which an allergy is mentioned.

    Args:
        order: the ticket.
        mine: those of its lines that the screen shows.
        words: further words that tell of one.
    """
    parents = {item.parent_id for item in mine}
    combos = (each.notes for each in order.groups or () if each.id in parents)
    notes = (order.notes, *combos, *(item.notes for item in mine if item.live))
    return frozenset(note for note in notes if note and mentions_allergy(note, words))


def list_warnings(order: Order, settings: BoardSettings) -> tuple[str, ...]:
    """List all that a ticket says of allergies on this screen; () where it says nothing."""
    mine = settings.mine(order)
    notes = find_loud_notes(order, mine, settings.allergy_words)
    return (*list_allergies(order, mine), *sorted(notes))


def must_be_acknowledged(state: BoardState, order: Order) -> bool:
    """Whether a guest's allergy is on a ticket that nobody of this station has acknowledged."""
    if not state.settings.allergy_ack or state.is_struck(order):
        return False
    warnings = list_warnings(order, state.settings)
    return bool(warnings) and state.warned.get(order.id) != warnings and not _is_known(state, order)


def _is_known(state: BoardState, order: Order) -> bool:
    """Whether the hub says that each of this screen's stations has taken note of it as it is."""
    version, since = 0, ""
    if order.was and order.was.allergies is not UNSET:
        version = order.was.version
    for item in state.settings.mine(order):
        if item.live and (item.allergies or item.notes):
            since = max(since, item.created_at)
            if item.was and (item.was.allergies is not UNSET or item.was.notes is not UNSET):
                version = max(version, item.was.version)
    seen = {
        ack.station
        for ack in order.acks or ()
        if ack.what is AckKind.ALLERGY and ack.version >= version and ack.at >= since
    }
    return None in seen or seen.issuperset(state.settings.own_stations)
