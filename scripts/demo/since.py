"""How long things have been as they are, told by looking at them again and again."""

from collections.abc import Mapping


class Since:
    """Remembers when each thing was first seen in its present state.

    The demo measures with its own clock only: the hub's clock may be another machine's, and the
    demo's service runs faster.
    """

    def __init__(self) -> None:
        self._since: dict[str, tuple[str, float]] = {}

    def look(self, states: Mapping[str, str], now: float) -> None:
        """Take in what there is to see; what is no longer there is forgotten.

        Args:
            states: the state of each thing, by its id.
            now: seconds of service.
        """
        seen: dict[str, tuple[str, float]] = {}
        for thing, state in states.items():
            before = self._since.get(thing)
            seen[thing] = before if before is not None and before[0] == state else (state, now)
        self._since = seen

    def seconds(self, thing: str, now: float) -> float:
        """Return for how long a thing that was seen has been in its state, in seconds."""
        return now - self._since[thing][1]
