"""A long JSON text in pieces is what it is as a whole."""

from hypothesis import given
from hypothesis import strategies as st

from hub.wire.responses import Pieces

_HEAD, _TAIL = b'{"orders":[', b"]}"


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=20), st.integers(1, 60))
def test_slices_add_up_to_all_of_it_and_none_is_longer(rows: list[bytes], size: int) -> None:
    pieces = Pieces(_HEAD, tuple(rows), _TAIL)
    slices = list(pieces.slices(size))

    assert b"".join(slices) == bytes(pieces) == _HEAD + b",".join(rows) + _TAIL
    assert pieces.size == len(bytes(pieces))
    assert all(len(each) == size for each in slices[:-1])
    assert 0 < len(slices[-1]) <= size
