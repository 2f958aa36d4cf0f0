"""What was changed on the ticket itself since the cook last acknowledged it, in words."""

from collections.abc import Collection, Iterator, Mapping

from display.view_model.words import isolate, number, unknown_priority, where
from hub.domain.orders import Order, Priority

_PRIORITIES: Mapping[Priority, str] = {
    Priority.RUSH: "now a rush",
    Priority.NORMAL: "no longer a rush",
}


def list_edits(order: Order, fields: Collection[str]) -> Iterator[str]:
    """Say what was changed, the most urgent first.

    Args:
        order: as it is now.
        fields: names of the order's own fields that say something else than before.
    """
    if "priority" in fields:
        yield f"» {_PRIORITIES.get(order.priority) or unknown_priority(order.priority)}"
    if "remake" in fields:
        yield "» now a remake" if order.remake else "» no longer a remake"
    if "allergies" in fields:
        yield "» allergies changed" if order.allergies else "» allergies taken away"
    if "display_number" in fields:
        yield f"» now number {number(order)}"
    if "table_number" in fields or "type" in fields:
        yield f"» now for: {where(order)}"
    if "customer_name" in fields:
        yield _changed("guest", order.customer_name)
    if "handoff" in fields:
        yield _changed("pick-up", order.handoff or None)
    if "notes" in fields:
        yield f"» {order.notes}" if order.notes else "» note taken away"


def _changed(what: str, value: str | None) -> str:
    return f"» now {what}: {isolate(value)}" if value else f"» no {what} any more"
