"""Answers: what came of a request, as the contract has it, and its body's way to the network.

However long a body is, only a slice of it waits there: what is written to a connection at once and
not taken is copied to wait for its reader; a board of 12 MiB would be copied for each of them.
"""

import asyncio
import gzip
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from types import MappingProxyType
from weakref import WeakKeyDictionary

import msgspec
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import Payload

from hub.commit.command import Json, Listing, Outcome, Stream
from hub.commit.idempotency import StoredAnswer
from hub.http.web_files import WebFile
from hub.wire.responses import Pieces

JSON = "application/json"

SLICE = 16 * 1024
"""Bytes that are handed to the network at once."""

AT_ONCE = 64 * 1024
"""Bytes up to which a body or a message goes as a whole."""

PACKED_FROM = 16 * 1024
"""Bytes from which on a list is compressed for whoever takes that."""

_GZIP_LEVEL = 1

MOST = 96 * 1024 * 1024
"""Bytes of all long answers that are on their way over the network, those that are the same counted
once: eight full boards of eight different moments."""


# As plain numbers: to read a member of an Enum takes longer than all else that an answer does.
_OK, _CREATED, _ACCEPTED = map(int, (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED))
NOT_MODIFIED = int(HTTPStatus.NOT_MODIFIED)
_encode = msgspec.json.Encoder().encode


_PLAIN: Mapping[str, str] = MappingProxyType({})


class Answer(msgspec.Struct, frozen=True):
    """A finished answer: status, content, and the order's version where there is one.

    Attributes:
        status: of HTTP.
        content: the body.
        version: of the order, or of a file.
        media_type: of the body.
        packed: whether the content is compressed by gzip.
        headers: that replace those of every answer, or stand beside them.
    """

    status: int
    content: bytes | Pieces | Stream
    version: int | None = None
    media_type: str = JSON
    packed: bool = False
    headers: Mapping[str, str] = _PLAIN

    def store(self) -> StoredAnswer:
        """Put it together, to be kept under an idempotency key."""
        return StoredAnswer(self.status, self.version, bytes(self.content))


def answer_of(found: object, status: int = _OK, media_type: str = JSON) -> Answer:
    """Write what a handler gives as an answer.

    Args:
        found: an outcome, a listing, bytes that come without an envelope, or any other value.
        status: of an answer whose value says nothing of it.
        media_type: of bytes.
    """
    if isinstance(found, Listing):
        more = b"" if found.cursor is None else b',"cursor":%b' % _encode(found.cursor)
        if found.epoch is not None:
            more += b',"epoch":%b' % _encode(found.epoch)
        if found.upcoming is not None:
            more += b',"upcoming":%b' % found.upcoming
        if found.cancelled is not None:
            more += b',"cancelled":%b' % found.cancelled
        tail = b'],"seq":%d%b}' % (found.seq, more)
        return Answer(_OK, Pieces(b'{"success":true,"data":[', found.rows, tail))
    if isinstance(found, Outcome):
        return _outcome(found)
    if isinstance(found, Stream):
        return Answer(status, found, media_type=found.media_type)
    if isinstance(found, bytes):
        return Answer(status, found, media_type=media_type)
    return Answer(status, b'{"success":true,"data":%b}' % _encode(found))


def answer_file(file: WebFile, *, known: bool, packed: bool) -> Answer:
    """Write a file as an answer.

    Args:
        file: to send.
        known: whether whoever asks has it already.
        packed: whether they take it compressed.
    """
    if known:
        return Answer(NOT_MODIFIED, b"", file.version, file.media_type, headers=file.headers)
    if packed and file.packed is not None:
        return Answer(
            _OK, file.packed, file.version, file.media_type, packed=True, headers=file.headers
        )
    return Answer(_OK, file.content, file.version, file.media_type, headers=file.headers)


def failure(code: str, message: str, details: Mapping[str, object], request_id: str) -> bytes:
    """Write the body of a failure."""
    error = {"code": code, "message": message, "details": dict(details), "request_id": request_id}
    return _encode({"success": False, "error": error})


def _outcome(outcome: Outcome[object]) -> Answer:
    status = _CREATED if outcome.created else _OK
    if outcome.pending:
        status = _ACCEPTED
    value = outcome.value
    data = value.text if isinstance(value, Json) else _encode(value)
    beside = b',"warnings":%b' % _encode(outcome.warnings) if outcome.warnings else b""
    if len(data) > AT_ONCE:
        # Megabytes are not put together once more for each who asks.
        content: bytes | Pieces = Pieces(b'{"success":true,"data":', (data,), beside + b"}")
    else:
        content = b'{"success":true,"data":%b%b}' % (data, beside)
    return Answer(status, content, outcome.version)


class _Kept:
    """A list as it is answered, and compressed once somebody has asked for that."""

    __slots__ = ("answer", "packing")

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.packing: asyncio.Task[Answer] | None = None


class Lists:
    """Writes lists. One that many ask for between two commits is put together once."""

    def __init__(self) -> None:
        # Whoever gives a list out again holds it; nobody else's stays.
        self._kept: WeakKeyDictionary[Listing[object], _Kept] = WeakKeyDictionary()

    def __len__(self) -> int:
        return len(self._kept)

    def answer_of(self, listing: Listing[object]) -> Answer:
        """Write a list as an answer."""
        return self._keep(listing).answer

    async def pack(self, listing: Listing[object]) -> Answer:
        """Write a list compressed, for whoever takes that; a short one as it is.

        It is compressed once, in a thread of its own, for all who ask for the same.
        """
        kept = self._keep(listing)
        content = kept.answer.content
        if (content.size if isinstance(content, Pieces) else len(content)) < PACKED_FROM:
            return kept.answer
        if kept.packing is None:
            kept.packing = asyncio.create_task(_pack(kept.answer), name="compressing a list")
        return await asyncio.shield(kept.packing)

    def _keep(self, listing: Listing[object]) -> _Kept:
        kept = self._kept.get(listing)
        if kept is None:
            answer = answer_of(listing)
            if isinstance(answer.content, Pieces) and answer.content.size <= AT_ONCE:
                answer = Answer(answer.status, bytes(answer.content))
            kept = self._kept[listing] = _Kept(answer)
        return kept


async def _pack(answer: Answer) -> Answer:
    packed = await asyncio.to_thread(
        lambda: gzip.compress(bytes(answer.content), _GZIP_LEVEL, mtime=0)
    )
    return Answer(answer.status, packed, packed=True)


def takes_gzip(accepted: Iterable[str]) -> bool:
    """Whether a client has said that it takes gzip (RFC 9110, 12.5.3).

    Args:
        accepted: the values of its Accept-Encoding headers.
    """
    for each in ",".join(accepted).split(","):
        coding, _, weight = each.replace(" ", "").lower().partition(";")
        if coding in {"gzip", "x-gzip"}:
            return weight not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


class LongAnswers:
    """Bounds what long answers hold while their readers take their time.

    When there is no room for another one, whoever has been taking his for the longest time is cut
    off. A board is read anew soon; nobody is refused because somebody else is slow.

    Args:
        most: bytes of all of them; one that alone is longer is sent all the same.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._readers: dict[asyncio.Timeout, Pieces] = {}

    @contextmanager
    def hold(self, pieces: Pieces, patience: asyncio.Timeout) -> Iterator[None]:
        """Count an answer as on its way for as long as the context lasts.

        Args:
            pieces: of the answer.
            patience: ends at once when somebody else needs the room.
        """
        self._readers[patience] = pieces
        try:
            self._cut_off_the_slowest()
            yield
        finally:
            self._readers.pop(patience, None)

    def _cut_off_the_slowest(self) -> None:
        now = asyncio.get_running_loop().time()
        while len(self._readers) > 1 and self._size() > self._most:
            slowest = next(iter(self._readers))
            del self._readers[slowest]
            slowest.reschedule(now)

    def _size(self) -> int:
        apart = {id(each.rows): each for each in self._readers.values()}
        return sum(each.size for each in apart.values())


def body_of(answer: Answer, long: LongAnswers) -> "bytes | SlicedBody | StreamedBody":
    """Say what to send for an answer's body."""
    content = answer.content
    if isinstance(content, Stream):
        return StreamedBody(content)
    if isinstance(content, bytes):
        if len(content) <= AT_ONCE:
            return content
        content = Pieces(content, (), b"")
    return bytes(content) if content.size <= AT_ONCE else SlicedBody(content, long)


class SlicedBody(Payload):
    """A long body; the next slice is made when the network has taken those before.

    Args:
        pieces: what to send.
        long: all long answers that are on their way.
    """

    def __init__(self, pieces: Pieces, long: LongAnswers) -> None:
        super().__init__(pieces)
        self._pieces = pieces
        self._long = long
        self._size = pieces.size

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write all of it, at the reader's pace.

        Raises:
            ConnectionResetError: the room is needed for others, who are faster.
        """
        try:
            async with asyncio.timeout(None) as patience:
                with self._long.hold(self._pieces, patience):
                    for part in self._pieces.slices(SLICE):
                        await writer.write(part)
                        await writer.drain()
                        # A network that takes all of it at once must not keep everybody waiting.
                        await asyncio.sleep(0)
        except TimeoutError:
            raise ConnectionResetError("a long answer was taken too slowly") from None

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Return all of it as text."""
        return bytes(self._pieces).decode(encoding, errors)


class StreamedBody(Payload):
    """A body that is written as the network takes it.

    Args:
        stream: what to send.
    """

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream, content_type=stream.media_type)
        self._stream = stream

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write all of it, at the reader's pace."""
        waiting = bytearray()
        for part in self._stream.parts:
            waiting += part
            if len(waiting) >= SLICE:
                await writer.write(bytes(waiting))
                await writer.drain()
                waiting.clear()
            # A network that takes all of it at once must not keep everybody waiting.
            await asyncio.sleep(0)
        await writer.write(bytes(waiting))

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:  # noqa: ARG002 - aiohttp's
        """Refuse: it is written only once.

        Raises:
            TypeError: always.
        """
        raise TypeError("what is sent as it is written has no text")
