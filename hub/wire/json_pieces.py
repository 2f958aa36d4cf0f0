"""A long JSON text in ready pieces, which many can hold without a copy of their own."""

from collections.abc import Iterator
from typing import NamedTuple


class Pieces(NamedTuple):
    """Rows that are JSON already, between a head and a tail, with commas between them.

    It is put together only as it leaves, a slice at a time: whoever waits for a slow reader holds
    the same bytes as everybody else, be it the board of now or one of a moment ago.
    """

    head: bytes
    rows: tuple[bytes, ...]
    tail: bytes

    @property
    def size(self) -> int:
        """How many bytes all of it has."""
        commas = max(0, len(self.rows) - 1)
        return len(self.head) + sum(map(len, self.rows)) + commas + len(self.tail)

    def __bytes__(self) -> bytes:
        """Put all of it together."""
        return b"".join((self.head, b",".join(self.rows), self.tail))

    def slices(self, size: int) -> Iterator[bytes]:
        """Go through it in slices of that many bytes; the last may be shorter."""
        gathered = bytearray(self.head)
        for number, row in enumerate(self.rows):
            if number:
                gathered += b","
            gathered += row
            while len(gathered) >= size:
                yield bytes(gathered[:size])
                del gathered[:size]
        gathered += self.tail
        for at in range(0, len(gathered), size):
            yield bytes(gathered[at : at + size])
