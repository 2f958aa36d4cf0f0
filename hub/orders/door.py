"""How lines come in: what is odd about them is said, or refused, as their sender is taken."""

import re
from collections.abc import Sequence

from hub.commit.command import Command, Handling
from hub.domain.errors import MAX_NAMED, Code, Refusal, bad_fields
from hub.domain.permissions import Role
from hub.wire.order_requests import Accept
from hub.wire.responses import RequestWarning

_LINE = re.compile(r"items\[(\d+)\]")


class Door:
    """What is said of one request's lines while they are made.

    Args:
        handling: how much may be odd.
        accept: what becomes of dishes that are sold out.
        places: where each of the lines stood in the request, where some of it were left out before.

    Attributes:
        warnings: what was odd and was taken.
    """

    def __init__(
        self,
        handling: Handling = Handling.PLAIN,
        accept: Accept = Accept.IF_AVAILABLE,
        places: Sequence[int] = (),
    ) -> None:
        self.warnings: list[RequestWarning] = []
        self._handling = handling
        self._accept = accept
        self._places = places
        self._problems: dict[str, str] = {}
        self._sold_out: dict[str, str] = {}

    @classmethod
    def of(
        cls, command: Command, accept: Accept | None = None, places: Sequence[int] = ()
    ) -> "Door":
        """Make the door of a command; what is sold out is taken from who only passes orders on."""
        usual = Accept.ALWAYS if command.who.role is Role.INTEGRATION else Accept.IF_AVAILABLE
        return cls(command.handling, accept or usual, places)

    def refuse(self, field: str, problem: str) -> None:
        """Note what cannot be taken at all."""
        self._problems[self._path(field)] = problem

    def odd(self, code: str, field: str, message: str) -> None:
        """Note what has to fit where nothing may be odd: it is said, or refused."""
        if self._handling is Handling.LENIENT:
            self.say(code, field, message)
        else:
            self.refuse(field, message)

    def unusual(self, code: str, field: str, message: str) -> None:
        """Note what anybody may send: it is said, and refused only for who asks for that."""
        if self._handling is Handling.STRICT:
            self.refuse(field, message)
        else:
            self.say(code, field, message)

    def say(self, code: str, field: str, message: str) -> None:
        """Note what is carried out and said, whoever asks."""
        if len(self.warnings) < MAX_NAMED:
            field = self._path(field)
            self.warnings.append(RequestWarning(code=code, field=field, message=message))

    def takes_sold_out(self, path: str, dish: str) -> bool:
        """Whether a line of a dish that is sold out is taken; says what becomes of it."""
        if self._accept is Accept.ALWAYS:
            self.say("sold_out", path, f"{dish} is sold out; it is taken all the same")
            return True
        self._sold_out[self._path(path)] = dish
        if self._accept is Accept.REST:
            self.say("not_taken", path, f"{dish} is sold out; this line is not taken")
        return False

    def _path(self, field: str) -> str:
        found = _LINE.match(field) if self._places else None
        if found is None:
            return field
        return f"items[{self._places[int(found[1])]}]{field[found.end() :]}"

    def check(self, taken: int) -> None:
        """Refuse the request if something of it cannot be taken.

        Args:
            taken: how many lines are.

        Raises:
            Refusal: BAD_REQUEST naming every field that does not fit, or ITEM_UNAVAILABLE naming
                every dish that is sold out.
        """
        if self._problems:
            raise bad_fields(self._problems.items())
        if self._sold_out and not (taken and self._accept is Accept.REST):
            names = ", ".join(dict.fromkeys(self._sold_out.values()))
            raise Refusal(Code.ITEM_UNAVAILABLE, f"Sold out: {names}.", self._sold_out)
