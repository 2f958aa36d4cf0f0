"""The drill before opening: the screen rings, flashes and counts keys. None of them bumps anything.

A drill gives way to work: with the first news for the cook the board is shown again.
"""

from msgspec.structs import replace

from display.state.messages import Drilling, Effect, Play, Pressed, ReportDrill, Sound, UnknownKey
from display.state.model import Drill, State

Step = tuple[State, tuple[Effect, ...]]


def told(state: State, message: Drilling) -> Step:
    """Begin the hub's drill, or end it."""
    if not message.for_ms:
        return replace(state, drill=None), ()
    now = message.now
    drill = Drill(id=message.drill_id, since=now, until=now + message.for_ms)
    return replace(state, drill=drill), (Play(Sound.NEW_ORDER_LOUD), report(drill))


def pressed(state: State, drill: Drill, message: Pressed | UnknownKey) -> Step:
    """Count a key; one without a meaning is no proof that the bar works."""
    if isinstance(message, UnknownKey):
        drill = replace(drill, unknown=drill.unknown + 1)
    else:
        drill = replace(drill, presses=drill.presses + 1)
    return replace(state, drill=drill), (report(drill),)


def painted(state: State, drill: Drill) -> Step:
    """Note that the drill stands on the glass. The board below it does not: nothing is shown."""
    if drill.shown:
        return state, ()
    drill = replace(drill, shown=True)
    return replace(state, drill=drill), (report(drill),)


def gave_way(state: State, drill: Drill) -> Step:
    """Show the board again because something has come that the cook must see."""
    return replace(state, drill=None), (report(drill, gave_way=True),)


def still(drill: Drill | None, now: int) -> Drill | None:
    """Return the drill until its time is up."""
    return drill if drill is not None and drill.until > now else None


def report(drill: Drill, *, gave_way: bool = False) -> ReportDrill:
    """Say how it stands."""
    return ReportDrill(
        drill_id=drill.id,
        shown=drill.shown,
        presses=drill.presses,
        unknown=drill.unknown,
        gave_way=gave_way,
    )
