"""A monitor's size is what it says of itself only where that can be true.

The cases are those of real monitors, as counted over 11,999 of them and as reported to the kernel
and to desktops.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.renderer.edid import ConnectedMonitor, choose_size, read_edid
from display.view_model.letter_sizes import SizeSource

CM, MM = SizeSource.CENTIMETRES, SizeSource.MILLIMETRES
GUESS, SAID = SizeSource.RESOLUTION, SizeSource.SETTING


def edid(
    centimetres: tuple[int, int],
    millimetres: tuple[int, int] = (0, 0),
    pixels: tuple[int, int] = (1920, 1080),
    *,
    clock: int = 14850,
) -> bytes:
    """Build the first block as monitors have it."""
    block = bytearray(128)
    block[0:8] = b"\x00\xff\xff\xff\xff\xff\xff\x00"
    block[8:18] = b"\x4c\x2d\x01\x00\x01\x02\x03\x04\x01\x1e"
    block[18:21] = b"\x01\x03\x80"
    block[21], block[22] = centimetres
    (width, height), (x, y) = pixels, millimetres
    block[54:56] = clock.to_bytes(2, "little")
    block[56], block[58] = width & 0xFF, width >> 8 << 4 | 0x01
    block[57], block[59] = 0x18, 0x38 & 0xFF
    block[59], block[61] = height & 0xFF, height >> 8 << 4
    block[60] = 0x2D
    block[66], block[67], block[68] = x & 0xFF, y & 0xFF, x >> 8 << 4 | y >> 8
    block[71] = 0x1E
    block[127] = -sum(block) % 256
    return bytes(block)


@pytest.mark.parametrize(
    ("name", "said", "pixels", "inches", "source"),
    [
        ("both agree", edid((53, 30), (531, 299)), (1920, 1080), 24.0, CM),
        ("mm of another monitor", edid((53, 30), (368, 207)), (1920, 1080), 24.0, CM),
        ("mm that are pixels", edid((92, 52), (1280, 720)), (1920, 1080), 41.6, CM),
        ("mm of nothing", edid((89, 50), (1872, 1053)), (3840, 2160), 40.2, CM),
        ("a ratio in cm, Samsung", edid((16, 9), (698, 393)), (1920, 1080), 31.5, MM),
        ("a ratio in cm and mm", edid((16, 9), (160, 90)), (1920, 1080), 24.0, GUESS),
        ("a ratio times ten", edid((160, 90), (1600, 900)), (3840, 2160), 43.0, GUESS),
        ("LG C2: a ratio in mm", edid((93, 52), (1600, 900)), (3840, 2160), 41.9, CM),
        ("16:10 as a ratio", edid((16, 10), (0, 0)), (1920, 1200), 24.0, GUESS),
        ("the Pi's own 7 inches", edid((0, 0), (0, 0)), (800, 480), 7.0, GUESS),
        ("a projector", edid((0, 0), (0, 0)), (1280, 720), 24.0, GUESS),
        ("a ratio code of EDID 1.4", edid((79, 0), (0, 0)), (1920, 1080), 24.0, GUESS),
        ("150 x 100 mm for 5:3", edid((15, 10), (150, 100)), (800, 480), 7.0, GUESS),
        ("a panel of 300 x 190 for 16:9", edid((30, 19), (300, 190)), (1920, 1080), 24.0, GUESS),
        ("mm alone", edid((0, 0), (217, 136)), (1280, 800), 10.1, MM),
        ("mm without a clock", edid((0, 0), (217, 136), clock=0), (1280, 800), 10.0, GUESS),
        ("too dense to be true", edid((8, 5), (80, 45)), (3840, 2160), 43.0, GUESS),
        ("too coarse to be true", edid((255, 143)), (1920, 1080), 24.0, GUESS),
        ("stood on its side", edid((53, 30), (531, 299)), (1080, 1920), 24.0, CM),
        ("not driven at its best", edid((95, 54)), (1280, 720), 43.0, CM),
    ],
)
def test_a_size_is_believed_where_it_can_be_true(
    name: str, said: bytes, pixels: tuple[int, int], inches: float, source: SizeSource
) -> None:
    found = choose_size(ConnectedMonitor(*pixels, said))
    assert (round(found.inches, 1), found.source) == (inches, source), name


def test_the_owner_knows_better_than_the_monitor() -> None:
    found = choose_size(ConnectedMonitor(1920, 1080, edid((53, 30), (531, 299))), 32)
    assert (found.inches, found.source) == (32, SAID)


@pytest.mark.parametrize(
    ("pixels", "inches"),
    [
        ((800, 480), 7),
        ((480, 800), 7),
        ((1024, 600), 10),
        ((1280, 800), 10),
        ((1280, 720), 24),
        ((1920, 1080), 24),
        ((1080, 1920), 24),
        ((3840, 2160), 43),
    ],
)
def test_without_a_word_of_it_the_size_follows_from_the_pixels(
    pixels: tuple[int, int], inches: float
) -> None:
    found = choose_size(ConnectedMonitor(*pixels))
    assert (found.inches, found.source) == (inches, GUESS)


def test_data_that_was_damaged_on_the_way_is_not_read() -> None:
    whole = bytearray(edid((53, 30), (531, 299)))
    whole[21] = 100
    assert read_edid(bytes(whole)) is None
    assert read_edid(bytes(whole[:127])) is None
    assert read_edid(b"") is None


@given(st.binary(min_size=128, max_size=256), st.integers(1, 8192), st.integers(1, 8192))
def test_no_bytes_at_all_bring_a_screen_down(data: bytes, width: int, height: int) -> None:
    block = bytearray(data)
    block[0:8] = b"\x00\xff\xff\xff\xff\xff\xff\x00"
    block[127] = -sum(block[:127]) % 256
    for each in (data, bytes(block)):
        found = choose_size(ConnectedMonitor(width, height, each))
        assert found.inches > 0
        assert found.pitch > 0
        assert found.distance >= 0.6
        if found.source is not GUESS:
            assert 25 <= (width**2 + height**2) ** 0.5 / found.inches <= 400
