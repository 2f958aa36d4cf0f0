"""Touch and mouse: a place on the glass to what it means.

A ticket means itself, and a row of a choice the number beside it. An order that has no room for its
ticket is shown. A key for fingers does what stands on it. The bars do what they talk about: the
right half of the lower one, which tells the page, turns it, and its left half, which offers the
undo, undoes. The upper bar opens and closes the all-day count on its left half and the recall list
on its right half. In the open recall list the upper third moves up, the lower third moves down, and
the middle is BUMP. While a list is open the board beside it means nothing: who wants the list away
may not bump by it. A code for a device to scan goes away when it is touched. During a drill any
touch is a key.
"""

from collections.abc import Iterable, Mapping

import pygame

from display.inputs.profiles import Press
from display.state.messages import Action
from display.view_model.chip import CHIP_KEY
from display.view_model.key_legend import TOUCHED_KEY
from display.view_model.note_panel import NOTE_KEY
from display.view_model.overlays import DRILL_KEY
from display.view_model.pairing_screen import TOUCHED_ROW
from display.view_model.screen import Rect, Screen
from display.view_model.shown_order import SHOWN_KEY

_MAIN_BUTTON = 1


def press_of(event: pygame.event.Event, screen: Screen) -> Press | None:
    """Say what an event means; None for everything but a touch on something that has a meaning.

    Only mouse events count. SDL sends one for the first finger as well; taking the finger's own
    event too would bump twice.

    Args:
        event: of pygame.
        screen: what is on the glass at that moment.
    """
    if event.type != pygame.MOUSEBUTTONDOWN or event.button != _MAIN_BUTTON:
        return None
    x, y = event.pos
    return press_at(x, y, screen)


def press_at(x: int, y: int, screen: Screen) -> Press | None:
    """Say what a place on the glass means, in pixels from the left top corner."""
    under = [panel for panel in screen.panels if _inside(x, y, panel.rect)]
    panels = {panel.key: panel.rect for panel in under}
    if any(panel.key == DRILL_KEY for panel in screen.panels):
        return Press(Action.ACKNOWLEDGE)
    on_edge = _on_bar(x, panels)
    if on_edge is not None:
        return on_edge
    if any(panel.key == "overlay" for panel in screen.panels):
        return _in_overlay(y, panels["overlay"]) if "overlay" in panels else None
    return _on_row(panels) or _on_order(panels) or _on_ticket(x, y, screen)


def _on_bar(x: int, panels: Mapping[str, Rect]) -> Press | None:
    keys = [key.removeprefix(TOUCHED_KEY) for key in panels if key.startswith(TOUCHED_KEY)]
    if keys:
        return Press(Action(keys[0]))
    if "top" in panels:
        return Press(Action.ALL_DAY if _left(x, panels["top"]) else Action.RECALL)
    if "bottom" in panels:
        return Press(Action.UNDO if _left(x, panels["bottom"]) else Action.PAGE)
    return Press(Action.ACKNOWLEDGE) if "invitation" in panels else None


def _on_order(under: Iterable[str]) -> Press | None:
    """Show, or put away, an order that has no room for its ticket; nothing is bumped by it."""
    for prefix in (SHOWN_KEY, CHIP_KEY):
        for key in under:
            if key.startswith(prefix):
                return Press(Action.PAGE, order_id=key.removeprefix(prefix))
    return None


def _in_overlay(y: int, rect: Rect) -> Press:
    third = min(2, 3 * (y - rect.y) // max(1, rect.h))
    return Press((Action.PREVIOUS, Action.BUMP, Action.NEXT)[third])


def _on_row(under: Iterable[str]) -> Press | None:
    rows = [key for key in under if key.startswith(TOUCHED_ROW)]
    return Press(Action.BUMP, int(rows[0].removeprefix(TOUCHED_ROW))) if rows else None


def _on_ticket(x: int, y: int, screen: Screen) -> Press | None:
    if any(panel.key == NOTE_KEY and _inside(x, y, panel.rect) for panel in screen.panels):
        return None
    # A finger between the tickets is no mistake that a cook has to be told of.
    for part in screen.shown:
        if _inside(x, y, Rect(part.left, part.top, part.width, part.height)):
            return Press(Action.BUMP, order_id=part.order_id)
    return None


def _left(x: int, rect: Rect) -> bool:
    return x < rect.x + rect.w // 2


def _inside(x: int, y: int, rect: Rect) -> bool:
    return 0 <= x - rect.x < rect.w and 0 <= y - rect.y < rect.h
