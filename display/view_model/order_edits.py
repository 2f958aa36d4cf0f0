"""What was changed on the ticket itself since the cook last acknowledged it, in words."""

from collections.abc import Collection, Iterator, Mapping

from display.view_model.words import isolate, number, unknown_priority, where
from hub.domain.orders import Order, Priority
from hub.locale.words import mark, say

_PRIORITIES: Mapping[Priority, str] = {
    Priority.RUSH: mark("now a rush"),
    Priority.NORMAL: mark("no longer a rush"),
}


def list_edits(order: Order, fields: Collection[str]) -> Iterator[str]:
    """Say what was changed, the most urgent first.

    Args:
        order: as it is now.
        fields: names of the order's own fields that say something else than before.
    """
    if "priority" in fields:
        known = _PRIORITIES.get(order.priority)
        yield f"» {say(known) if known else unknown_priority(order.priority)}"
    if "remake" in fields:
        yield say("» now a remake") if order.remake else say("» no longer a remake")
    if "allergies" in fields:
        yield say("» allergies changed") if order.allergies else say("» allergies taken away")
    if "display_number" in fields:
        yield say("» now number {number}", number=number(order))
    if "table_number" in fields or "type" in fields:
        yield say("» now for: {place}", place=where(order))
    if "customer_name" in fields:
        guest = isolate(order.customer_name or "")
        yield say("» now guest: {guest}", guest=guest) if guest else say("» no guest any more")
    if "handoff" in fields:
        told = isolate(order.handoff or "")
        yield say("» now pick-up: {where}", where=told) if told else say("» no pick-up any more")
    if "notes" in fields:
        yield f"» {order.notes}" if order.notes else say("» note taken away")
