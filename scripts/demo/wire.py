"""The part of the hub's answers that the demo reads; whatever else comes with them is ignored."""

from msgspec import Struct


class DemoModifier(Struct, frozen=True):
    """A change that a dish can be ordered with."""

    id: str
    name: str


class Dish(Struct, frozen=True, kw_only=True):
    """One dish of the menu."""

    id: str
    name: str
    category: str | None = None
    station: str | None = None
    modifiers: tuple[DemoModifier, ...] = ()
    target_minutes: float | None = None
    available: bool = True


class DemoMenu(Struct, frozen=True):
    """What can be ordered."""

    items: tuple[Dish, ...]


class MenuAnswer(Struct, frozen=True):
    """Answer to ``GET /api/menu``."""

    data: DemoMenu


class Line(Struct, frozen=True, kw_only=True):
    """One line of a ticket."""

    id: str
    name: str
    status: str
    menu_item_id: str | None = None
    station: str | None = None
    course: int | str | None = None

    @property
    def stage(self) -> int:
        """When in the meal it is due; a line without a course is due at once."""
        return self.course if isinstance(self.course, int) else 0


class Ticket(Struct, frozen=True, kw_only=True):
    """One open order."""

    id: str
    order_number: str
    type: str
    status: str
    items: tuple[Line, ...]
    held: tuple[Line, ...] = ()
    priority: str = "normal"
    table_number: str | None = None

    @property
    def rush(self) -> bool:
        """Whether it goes before its turn."""
        return self.priority == "rush"

    def lines(self, *statuses: str) -> list[Line]:
        """Return the lines that are in one of these statuses."""
        return [line for line in self.items if line.status in statuses]


class BoardAnswer(Struct, frozen=True):
    """Answer to ``GET /api/kitchen/orders``."""

    data: tuple[Ticket, ...]


class Error(Struct, frozen=True):
    """Why the hub refused something."""

    code: str
    message: str


class Failure(Struct, frozen=True):
    """Any answer that is not a success."""

    error: Error


class Deed(Struct, frozen=True):
    """Something that a person does, as the request that does it."""

    method: str
    path: str
    body: dict[str, object] | None = None
