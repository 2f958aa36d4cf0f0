"""Who works: cooks at their stations and waiters, at the speed of people.

Each looks at the board and says what they do next; nothing here talks to the hub. How long a person
takes over a line is thrown once, from the seed and the line's id, so a look decides nothing anew.
"""

from collections.abc import Iterable, Mapping, Sequence

from scripts.demo.dice import around, dice
from scripts.demo.since import Since
from scripts.demo.wire import Deed, Dish, Line, Ticket

HANDS = 12
"""Lines that one station has on the fire at once."""

_USUAL_MINUTES = 10.0
_OF_TARGET = 0.65
"""Target minutes run from order to ready: some of them go by before the pan is hot."""

_GLANCE = 25.0
_CARRY = 75.0
_PICK_UP = 240.0
_SLIP = 0.015


def cooking_seconds(seed: int, line: Line, dishes: Mapping[str, Dish]) -> float:
    """Return how long this line is on the fire, in seconds of service.

    Args:
        seed: of the whole service.
        line: the line.
        dishes: the menu, by id.
    """
    dish = dishes.get(line.menu_item_id or "")
    target = (dish.target_minutes if dish else None) or _USUAL_MINUTES
    return around(dice(seed, "cook", line.id), target * 60 * _OF_TARGET, 0.3)


class Cooks:
    """The cooks of every station. A line without a station is made by whoever is at the pass."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._since = Since()
        self._slipped: set[str] = set()

    def look(self, tickets: Sequence[Ticket], dishes: Mapping[str, Dish], now: float) -> list[Deed]:
        """Look at the board and say what is done next.

        Args:
            tickets: the open orders, oldest first.
            dishes: the menu, by id.
            now: seconds of service.
        """
        lines = [line for ticket in tickets for line in ticket.items]
        self._since.look({line.id: line.status for line in lines}, now)
        stations = dict.fromkeys(line.station for line in lines)
        return [
            *self._finish(lines, dishes, now),
            *(deed for station in stations for deed in self._started(tickets, station, now)),
            *self._slips(lines, now),
        ]

    def _finish(self, lines: Iterable[Line], dishes: Mapping[str, Dish], now: float) -> list[Deed]:
        return [
            _move(line, "ready")
            for line in lines
            if line.status == "preparing"
            and self._since.seconds(line.id, now) >= cooking_seconds(self._seed, line, dishes)
        ]

    def _started(self, tickets: Sequence[Ticket], station: str | None, now: float) -> list[Deed]:
        free = HANDS - sum(
            line.station == station for ticket in tickets for line in ticket.lines("preparing")
        )
        deeds: list[Deed] = []
        for ticket in sorted(tickets, key=lambda ticket: not ticket.rush):
            mine = [line for line in ticket.lines("pending") if line.station == station]
            due = [line for line in mine if self._is_due(ticket, line, now)][: max(free, 0)]
            free -= len(due)
            deeds += _start(ticket, station, mine, due)
        return deeds

    def _is_due(self, ticket: Ticket, line: Line, now: float) -> bool:
        if any(other.stage < line.stage for other in ticket.lines("pending")):
            return False
        glance = around(dice(self._seed, "glance", line.id), _GLANCE)
        return self._since.seconds(line.id, now) >= glance

    def _slips(self, lines: Iterable[Line], now: float) -> list[Deed]:
        """Bumped the wrong one: a few lines are recalled right after, each once at most."""
        slipped = [
            line
            for line in lines
            if line.status == "ready"
            and line.id not in self._slipped
            and dice(self._seed, "slip", line.id).random() < _SLIP
            and self._since.seconds(line.id, now) > 0
        ]
        self._slipped.update(line.id for line in slipped)
        return [Deed("POST", f"/api/kitchen/items/{line.id}/recall") for line in slipped]


class Waiters:
    """Those who carry what is ready: whole orders, and of a long meal one course at a time."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._since = Since()

    def look(self, tickets: Sequence[Ticket], now: float) -> list[Deed]:
        """Look at the pass and say what is carried away, and which held course comes next.

        Args:
            tickets: the open orders.
            now: seconds of service.
        """
        waiting = {ticket.id: _course(ticket) for ticket in tickets}
        states = {order: ",".join(line.id for line in course) for order, course in waiting.items()}
        self._since.look(states, now)
        deeds: list[Deed] = []
        for ticket in tickets:
            course = waiting[ticket.id]
            if ticket.held and not ticket.lines("pending", "preparing"):
                # The first course is at the pass: the kitchen is told to begin with the next.
                deeds.append(Deed("POST", f"/api/orders/{ticket.id}/fire", {}))
            elif course and self._since.seconds(ticket.id, now) >= self._walk(ticket, course):
                deeds += _carry(ticket, course)
        return deeds

    def _walk(self, ticket: Ticket, course: Sequence[Line]) -> float:
        median = _CARRY if ticket.type == "dine_in" else _PICK_UP
        return around(dice(self._seed, "walk", *(line.id for line in course)), median)


def _course(ticket: Ticket) -> list[Line]:
    """Return what can go out together: all that is left, or the next course of a dine-in table."""
    ready = ticket.lines("ready")
    behind = ticket.lines("pending", "preparing")
    if not behind:
        return ready
    if ticket.type != "dine_in":
        return []
    first = min(line.stage for line in behind)
    return [line for line in ready if line.stage < first]


def _carry(ticket: Ticket, course: Sequence[Line]) -> list[Deed]:
    if ticket.status == "ready":
        return [Deed("POST", f"/api/kitchen/orders/{ticket.id}/bump", {"status": "served"})]
    return [_move(line, "served") for line in course]


def _start(
    ticket: Ticket, station: str | None, mine: Sequence[Line], due: Sequence[Line]
) -> list[Deed]:
    # A bump of the station takes all of its lines along, and those that belong to every station.
    shared = any(line.station is None for line in ticket.lines("pending"))
    if station is not None and len(due) > 1 and len(due) == len(mine) and not shared:
        path = f"/api/kitchen/orders/{ticket.id}/bump"
        return [Deed("POST", path, {"status": "preparing", "station": station})]
    return [_move(line, "preparing") for line in due]


def _move(line: Line, status: str) -> Deed:
    return Deed("PATCH", f"/api/kitchen/items/{line.id}/status", {"status": status})
