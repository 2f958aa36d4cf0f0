"""What stands on an order's ticket, read off a screen whose letters leave room for everything."""

from display.state.settings import BoardSettings
from display.view_model.build import build
from display.view_model.layout import Layout
from display.view_model.screen import Panel, Tone
from hub.domain.orders import Order
from tests.support.glass_words import Row, read_rows
from tests.support.one_screen import Screen


def measured(text: str, size: int, *, bold: bool = False, condensed: bool = False) -> int:
    """Have letters so narrow that nothing is broken, but for a W."""
    return round(sum(1.0 if each == "W" else 0.2 for each in text) * size)


LAYOUT = Layout(1920, 1080, 3, 1, measured)


def panel(screen: Screen, key: str = "ticket o1/0") -> Panel:
    """Find a panel of a screen's picture by its key."""
    return next(each for each in build(screen.state, screen.now, LAYOUT).panels if each.key == key)


def rows_of(order: Order, station: str = "all", **settings: object) -> list[Row]:
    """Read the rows of an order's ticket as a station with these settings has it."""
    made = BoardSettings(station=station, **settings)  # type: ignore[arg-type]
    return shown(Screen(order, settings=made))


def texts(order: Order, station: str = "all", **settings: object) -> list[str]:
    """List what stands on a ticket: its rows, and each thing that stands behind another on one."""
    rows = rows_of(order, station, **settings)
    return [words for row in rows for words in dict.fromkeys((row.text, *row.text.split(" · ")))]


def shown(screen: Screen) -> list[Row]:
    """Read the rows of the first ticket of a screen."""
    first = next(iter(screen.state.replica.orders))
    return read_rows(panel(screen, f"ticket {first}/0"))


def loud(order: Order, **settings: object) -> list[str]:
    """List what an order's ticket says on yellow."""
    made = BoardSettings(**settings)  # type: ignore[arg-type]
    ticket = shown(Screen(order, settings=made))
    return [row.text for row in ticket if row.ground is Tone.ALLERGY]
