"""What has not changed is not worked out anew: results of pure functions, picture after picture."""

from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class LastResults(Generic[_Arguments, _Result]):
    """A pure function's results, each under a name, for as long as the next picture asks for them.

    A result is used again for equal arguments only, so it is what the function would return. What
    stands on a board is the same object until it changes, and is compared at no cost.

    Args:
        function: pure; its arguments and results are never changed.
    """

    def __init__(self, function: Callable[_Arguments, _Result]) -> None:
        self._function = function
        self._last: dict[Hashable, tuple[tuple[object, ...], object, _Result]] = {}
        self._used: dict[Hashable, tuple[tuple[object, ...], object, _Result]] = {}

    def __len__(self) -> int:
        return len(self._last)

    def get(self, name: Hashable, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        """Return the function's result, as it was last time under this name if nothing differs."""
        kept = self._last.get(name)
        if kept is None or kept[0] != args or kept[1] != kwargs:
            kept = (args, kwargs, self._function(*args, **kwargs))
        self._used[name] = kept
        return kept[2]

    def forget_unused(self) -> None:
        """Forget what was not asked for since the last call, when a picture is complete."""
        self._last, self._used = self._used, {}
