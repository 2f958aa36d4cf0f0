"""RFC 6455 from the hub's side: what a client's frame may not be, and what of it is carried out."""

import asyncio
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.http.websocket_frames import CheckedFrames
from tests.support.live import Live
from tests.support.sockets import CLOSE, PING, PONG, TEXT, Closed, frame, joined
from tests.support.strategies import unhurried

_PING = frame(TEXT, b'{"type":"ping"}')


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(bytes([0x81, 15]) + b'{"type":"ping"}', id="not masked"),
        pytest.param(bytes([0x89, 0]), id="a ping that is not masked"),
        pytest.param(bytes([0x88, 2]) + b"\x03\xe8", id="a close that is not masked"),
        pytest.param(bytes([0x81, 126]) + b"\0\xff" + b" " * 255, id="longer and not masked"),
        pytest.param(_PING + bytes([0x81, 15]) + b'{"type":"ping"}', id="the second is not masked"),
        pytest.param(bytes([_PING[0] | 0x40]) + _PING[1:], id="first reserved bit"),
        pytest.param(bytes([_PING[0] | 0x20]) + _PING[1:], id="second reserved bit"),
        pytest.param(bytes([_PING[0] | 0x10]) + _PING[1:], id="third reserved bit"),
        pytest.param(frame(3, b""), id="an opcode that there is not"),
        pytest.param(frame(11, b""), id="a control opcode that there is not"),
        pytest.param(frame(PING, b"x" * 126), id="a long ping"),
        pytest.param(frame(PING, b"x", final=False), id="a ping in pieces"),
        pytest.param(frame(0, b"x"), id="going on with nothing"),
        pytest.param(frame(TEXT, b"{", final=False) + frame(TEXT, b"}"), id="begun twice"),
        pytest.param(frame(TEXT, b"", final=False) + _PING, id="begun twice, first with nothing"),
        pytest.param(bytes([0x81, 0xFE, 0, 15]) + _PING[2:], id="a short length in two bytes"),
        pytest.param(
            bytes([0x81, 0xFF, *bytes(7), 15]) + _PING[2:], id="a short length in eight bytes"
        ),
        pytest.param(frame(CLOSE, b"\x03"), id="half a close code"),
        pytest.param(frame(CLOSE, b"\x03\xed"), id="a close code that nobody may send"),
    ],
)
async def test_a_frame_that_is_not_of_the_protocol_closes_the_socket_and_does_nothing(
    live: Live, sent: bytes
) -> None:
    async with joined(live.port, live.token("kitchen")) as socket:
        socket.writer.write(sent)
        assert await socket.close_code() == 1002
        await socket.ended()


async def test_what_a_frame_that_is_not_masked_says_is_not_carried_out(live: Live) -> None:
    said = json.dumps({"type": "leave", "room": live.kitchen_room}).encode()
    async with joined(live.port, live.token("kitchen")) as socket:
        socket.writer.write(bytes([0x81, len(said)]) + said)
        with pytest.raises(Closed):
            await socket.hear()


async def test_frames_come_as_the_network_cuts_them(live: Live) -> None:
    long = b'{"type":"ping"}' + b" " * 300
    async with joined(live.port, live.token("kitchen")) as socket:
        for at in range(3 * len(_PING)):
            socket.writer.write((_PING * 3)[at : at + 1])
            await socket.writer.drain()
            await asyncio.sleep(0)
        socket.writer.write(_PING + frame(TEXT, long) + frame(PONG, b"") + _PING)
        assert [(await socket.hear())["type"] for _ in range(6)] == ["pong"] * 6


class Passed:
    """Takes whatever is passed on to it."""

    def __init__(self) -> None:
        self.data = b""

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        self.data += data
        return False, b""

    def feed_eof(self) -> None:
        """Nothing depends on it here."""


@unhurried
@given(
    st.lists(st.sampled_from([0, 1, 125, 126, 127, 300, 65_535, 65_536]), max_size=4),
    st.lists(st.integers(0, 140_000), max_size=12),
)
def test_good_frames_are_passed_on_as_they_are_however_they_are_cut(
    sizes: list[int], cuts: list[int]
) -> None:
    sent = b"".join(frame(TEXT, bytes(size)) for size in sizes)
    passed = Passed()
    checked = CheckedFrames(passed)

    places = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    for start, end in pairwise(places):
        checked.feed_data(sent[start:end])

    assert passed.data == sent


@unhurried
@given(st.lists(st.integers(0, 40), max_size=8))
def test_a_bad_frame_is_marked_however_it_is_cut(cuts: list[int]) -> None:
    good, bad = frame(TEXT, b"{}"), bytes([0x81, 15]) + b'{"type":"ping"}'
    passed = Passed()
    checked = CheckedFrames(passed)

    places = [0, *sorted(min(cut, len(good + bad)) for cut in cuts), len(good + bad)]
    for start, end in pairwise(places):
        checked.feed_data((good + bad)[start:end])

    assert passed.data.startswith(good + bytes([0x91]))


def test_a_message_that_begins_within_another_is_marked() -> None:
    begun, another = frame(TEXT, b"{", final=False), frame(TEXT, b"}")
    passed = Passed()

    CheckedFrames(passed).feed_data(begun + another)

    assert passed.data.startswith(begun + bytes([0x91]))
