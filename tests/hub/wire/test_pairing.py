"""What both sides of a pairing compute: commitment, number, code and QR text."""

import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.wire.pairing import (
    CODE_BYTES,
    LONG,
    NO_ANCHOR,
    SHORT,
    AskToPair,
    Invitation,
    PairingBegun,
    code_secret,
    code_text,
    commitment,
    format_number,
    keeps,
    number,
    qr_text,
    read_qr,
)

ANCHOR, SCREEN, HUB = bytes([1]) * 32, bytes([2]) * 32, bytes([3]) * 32
_nonces = st.binary(min_size=32, max_size=32)
_secrets = st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES)


def test_the_commitment_is_as_the_documentation_has_it() -> None:
    assert commitment(SCREEN) == hashlib.sha256(b"galley-pair-commit-v1" + SCREEN).digest()


def test_the_number_is_as_the_documentation_has_it() -> None:
    digest = hashlib.sha256(b"galley-pair-number-v1" + ANCHOR + SCREEN + HUB + "Küche".encode())
    expected = str(int(digest.hexdigest(), 16))[-6:]

    assert number(ANCHOR, SCREEN, HUB, "Küche") == expected


def test_numbers_of_this_version_never_change() -> None:
    assert number(ANCHOR, SCREEN, HUB, "Grill") == "865185"


@given(_nonces, _nonces, _nonces, st.text(max_size=80).filter(lambda each: each.isascii()))
def test_a_number_always_has_six_digits(a: bytes, b: bytes, c: bytes, name: str) -> None:
    digits = number(a, b, c, name)

    assert len(digits) == 6
    assert digits.isdecimal()


@pytest.mark.parametrize(
    "other",
    [
        (NO_ANCHOR, SCREEN, HUB, "Grill"),
        (ANCHOR, HUB, HUB, "Grill"),
        (ANCHOR, SCREEN, SCREEN, "Grill"),
        (ANCHOR, HUB, SCREEN, "Grill"),
        (ANCHOR, SCREEN, HUB, "grill"),
    ],
)
def test_every_part_counts_for_the_number(other: tuple[bytes, bytes, bytes, str]) -> None:
    assert number(*other) != number(ANCHOR, SCREEN, HUB, "Grill")


@pytest.mark.parametrize("wrong", [b"", b"x" * 31, b"x" * 33])
def test_parts_of_another_length_are_refused(wrong: bytes) -> None:
    for parts in ((wrong, SCREEN, HUB), (ANCHOR, wrong, HUB), (ANCHOR, SCREEN, wrong)):
        with pytest.raises(ValueError, match="32 bytes"):
            number(*parts, "Grill")


def test_a_number_is_written_in_parts_of_three() -> None:
    assert format_number("012345") == "012 345"
    assert format_number("012345678") == "012 345 678"


def test_a_long_number_is_as_the_documentation_has_it() -> None:
    digest = hashlib.sha256(b"galley-pair-number-v2" + ANCHOR + SCREEN + HUB + "Küche".encode())
    expected = str(int(digest.hexdigest(), 16))[-9:]

    assert number(ANCHOR, SCREEN, HUB, "Küche", LONG) == expected


@given(_nonces, _nonces, _nonces)
def test_a_short_number_is_no_part_of_a_long_one(a: bytes, b: bytes, c: bytes) -> None:
    assert number(a, b, c, "Grill") not in number(a, b, c, "Grill", LONG)


@pytest.mark.parametrize("digits", [0, 1, 5, 7, 10, -6])
def test_nobody_is_made_to_show_fewer_digits(digits: int) -> None:
    with pytest.raises(ValueError, match="6 or 9 digits"):
        number(ANCHOR, SCREEN, HUB, "Grill", digits)


def test_a_hub_of_an_earlier_version_is_not_asked_what_it_does_not_know() -> None:
    asked = AskToPair(device_name="Grill", commitment="0" * 64)

    assert msgspec.to_builtins(asked) == {"device_name": "Grill", "commitment": "0" * 64}
    assert msgspec.convert({"id": "x", "nonce": "0" * 64}, PairingBegun).digits == SHORT


@given(_nonces, _nonces)
def test_only_the_nonce_itself_keeps_its_commitment(nonce: bytes, other: bytes) -> None:
    assert keeps(commitment(nonce), nonce)
    assert keeps(commitment(nonce), other) == (nonce == other)


@given(_secrets)
def test_a_code_is_read_back_however_people_write_it(secret: bytes) -> None:
    text = code_text(secret)

    assert len(text) == 26
    assert code_secret(f" {text[:4].lower()}-{text[4:9]} {text[9:]}") == secret


@pytest.mark.parametrize("text", ["", "A" * 25, "A" * 27, "1" * 26, "é" * 26, "=" * 26])
def test_what_is_no_code_is_read_as_nothing(text: str) -> None:
    assert code_secret(text) == b""


@given(
    _secrets,
    st.sampled_from(["", "0a" * 32]),
    st.from_regex(r"[A-Z0-9][A-Z0-9_-]{0,39}", fullmatch=True),
    st.one_of(st.ip_addresses().map(str), st.just("galley-main.local")),
    st.integers(0, 65535),
)
def test_a_qr_text_is_read_back(
    secret: bytes, fingerprint: str, branch: str, host: str, port: int
) -> None:
    invitation = Invitation(code_text(secret), fingerprint, branch, host, port)

    assert read_qr(qr_text(invitation)) == invitation


def test_a_qr_text_needs_only_what_qr_codes_pack_well() -> None:
    invitation = Invitation(code_text(b"x" * 16), "ab" * 32, "main", "192.168.1.20", 8443)

    assert set(qr_text(invitation)) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://galley.example/pair?code=1",
        "GALLEY2:" + "A" * 26 + "::MAIN:10.0.0.1:8443",
        "GALLEY1:short::MAIN:10.0.0.1:8443",
        "GALLEY1:" + "A" * 26 + ":ABCD:MAIN:10.0.0.1:8443",
        "GALLEY1:" + "A" * 26 + ":" + "Z" * 64 + ":MAIN:10.0.0.1:8443",
        "GALLEY1:" + "A" * 26 + "::MAIN:10.0.0.1:port",
        "GALLEY1:" + "A" * 26 + "::MAIN:10.0.0.1:65536",
    ],
)
def test_what_is_no_invitation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_qr(text)
