"""What a use case takes and gives: a command, and what came of it. Neither knows of HTTP."""

from collections.abc import Iterator
from enum import Enum
from typing import Generic, NamedTuple, Protocol, TypeVar

import msgspec

from hub.commit.change import Change
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Principal
from hub.wire.lenient_values import WholeText
from hub.wire.responses import RequestWarning

T_co = TypeVar("T_co", covariant=True)


class Json(NamedTuple, Generic[T_co]):
    """A ``T`` that is JSON already."""

    text: bytes


class Stream(NamedTuple):
    """An answer that is written while it is sent, so that nobody holds all of it.

    Attributes:
        parts: in order; each is asked for when those before have been taken.
        media_type: of the whole.
    """

    parts: Iterator[bytes]
    media_type: str

    def __bytes__(self) -> bytes:
        """Write all of it at once, and for the last time."""
        return b"".join(self.parts)


class Outcome(msgspec.Struct, Generic[T_co], frozen=True):
    """What came of a command, or of a question about one thing.

    Attributes:
        value: what there is to show; a :class:`Json` of it, where that was made already.
        version: of the order that it is of; None where nothing has versions.
        warnings: what was odd about what was asked, and was carried out all the same.
        created: whether it is new.
        pending: whether it has not come to an end yet, and is to be asked for again.
        secret: whether it shows a token, which no disk may hold.
    """

    value: T_co
    version: int | None = None
    warnings: tuple[RequestWarning, ...] = ()
    created: bool = False
    pending: bool = False
    secret: bool = False


class Listing(msgspec.Struct, Generic[T_co], frozen=True, eq=False, weakref=True):
    """Rows of one kind, each of them JSON already; the same one as long as it is the same object.

    Attributes:
        rows: the same tuple for all who ask for the same.
        seq: the last event that they reflect.
        cursor: with which the next page is asked for; None on the last one.
        epoch: of the log that ``seq`` counts in; None where nobody goes on from it.
        upcoming: a JSON list of the orders that wait for their time; None where nobody asks.
        cancelled: a JSON list of cancelled orders that cooks still have to see; None as well.
    """

    rows: tuple[bytes, ...]
    seq: int
    cursor: str | None = None
    epoch: str | None = None
    upcoming: bytes | None = None
    cancelled: bytes | None = None


class Key(Protocol):
    """An idempotency key that a command came under."""

    @property
    def name(self) -> bytes:
        """The same for the same key of the same device, and for no other."""
        ...

    def remember(self, change: Change, outcome: Outcome[object]) -> None:
        """Write down what the client will be told, in the change's own transaction."""
        ...


class Handling(Enum):
    """How much may be odd about what somebody asks for."""

    LENIENT = "lenient"
    """What is odd is carried out, and said."""

    PLAIN = "plain"
    """What cannot be carried out word for word is refused."""

    STRICT = "strict"
    """So is everything of which a warning would be given: the sender has asked for that."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for a change, and how.

    Attributes:
        who: asks for it.
        key: under which it is carried out once only; None when it came without one.
        version: that the order must be at; None for any.
        handling: how much may be odd about it.
        whole_texts: the texts that were cut as it was read.
    """

    who: Principal
    key: Key | None = None
    version: int | None = None
    handling: Handling = Handling.PLAIN
    whole_texts: tuple[WholeText, ...] = ()

    def check_version(self, version: int) -> None:
        """Refuse the command when the client has not seen the latest version.

        Raises:
            Refusal: STALE.
        """
        if self.version is not None and self.version != version:
            raise Refusal(
                Code.STALE,
                f"If-Match: the order is at version {version}, not {self.version}.",
                {"current": version, "requested": self.version},
            )

    def remember(self, change: Change, outcome: Outcome[object]) -> None:
        """Have the outcome written down along with the change, if there is a key to do it under."""
        if self.key is not None:
            self.key.remember(change, outcome)
