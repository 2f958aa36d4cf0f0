"""Where a new line is made: the fields of a line that say so."""

from collections.abc import Sequence
from typing import Any

from hub.domain.menu import NOBODY, Menu, MenuItem
from hub.domain.orders import StationStep


def place_at(stations: Sequence[str], menu: Menu) -> dict[str, Any]:
    """Say where a line is made.

    Those with a screen come first, so that somebody sees it who knows the first station only. A
    station that the menu does not have has no screen that would show it: such a line goes to all.

    Args:
        stations: by their ids; none for every screen.
        menu: knows the stations.

    Returns:
        the fields of :class:`hub.domain.orders.Item` that say so.
    """
    if not stations:
        return {"station": None}
    if NOBODY in stations:
        return {"station": NOBODY, "screen": False}
    known = [each for each in dict.fromkeys(stations) if each in menu.stations]
    seen = [each for each in known if menu.stations[each].screen]
    ranked = (*seen, *(each for each in known if each not in seen))
    fields: dict[str, Any] = {"station": ranked[0] if ranked else None}
    if len(ranked) > 1:
        fields["stations"] = ranked
    if len(seen) > 1:
        fields["at"] = tuple(StationStep(station=each) for each in seen)
    if ranked and not seen:
        fields["screen"] = False
    return fields


def freeze_target(dish: MenuItem | None) -> dict[str, Any]:
    """Say how long a line should take, by what the menu says now; the field that says so."""
    if dish is None or dish.target_minutes is None:
        return {}
    return {"target_s": round(dish.target_minutes * 60)}
