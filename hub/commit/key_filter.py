"""Says of most keys that they are new, without a look at the disk."""

from collections.abc import Iterator

BYTES = 1 << 20
"""Of 100,000 keys one new one in 200,000 is taken for known, of 1,700,000, the most that one device
can bring in a day, one in ten: a look at the disk then, and nothing worse."""

_BITS = BYTES * 8
_PLACES = 4


class KeyFilter:
    """A Bloom filter over names of 16 random bytes. It forgets none: fill a new one to that end."""

    def __init__(self) -> None:
        self._bits = bytearray(BYTES)

    def add(self, name: bytes) -> None:
        """Take a name in."""
        for place in _places(name):
            self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, name: bytes) -> bool:
        """Whether a name may have been taken in; False is certain."""
        return all(self._bits[place >> 3] & 1 << (place & 7) for place in _places(name))


def _places(name: bytes) -> Iterator[int]:
    for at in range(0, 4 * _PLACES, 4):
        yield int.from_bytes(name[at : at + 4], "big") % _BITS
