"""A pairing is kept whole, for nobody else's eyes."""

import os
from pathlib import Path

import pytest

from display.link.credentials import (
    Credentials,
    CredentialsError,
    forget_credentials,
    load_credentials,
    save_credentials,
)

PAIRED = Credentials(
    branch="main", device="grill", token="gly_x", anchor="PEM", addresses=("https://10.0.0.2:8443",)
)


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    save_credentials(PAIRED, tmp_path / "screen" / "paired.json")
    assert load_credentials(tmp_path / "screen" / "paired.json") == PAIRED


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        save_credentials(PAIRED, tmp_path / "paired.json")
    finally:
        os.umask(before)
    assert (tmp_path / "paired.json").stat().st_mode & 0o777 == 0o600


def test_it_is_put_in_the_place_of_an_older_one_and_leaves_nothing_else(tmp_path: Path) -> None:
    # What a screen that was switched off half-way had left.
    (tmp_path / "paired.new").write_text("half")
    save_credentials(PAIRED, tmp_path / "paired.json")
    save_credentials(PAIRED, tmp_path / "paired.json")
    assert [each.name for each in tmp_path.iterdir()] == ["paired.json"]


def test_a_screen_that_was_never_paired_has_none(tmp_path: Path) -> None:
    assert load_credentials(tmp_path / "paired.json") is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"branch": 1}', b"\xff"])
def test_one_that_cannot_be_understood_says_what_helps(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "paired.json").write_bytes(content)
    with pytest.raises(CredentialsError, match="--pair"):
        load_credentials(tmp_path / "paired.json")


def test_a_place_where_it_cannot_be_kept_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CredentialsError, match="file"):
        save_credentials(PAIRED, tmp_path / "file" / "paired.json")


def test_it_can_be_forgotten_more_than_once(tmp_path: Path) -> None:
    save_credentials(PAIRED, tmp_path / "paired.json")
    forget_credentials(tmp_path / "paired.json")
    forget_credentials(tmp_path / "paired.json")
    assert load_credentials(tmp_path / "paired.json") is None
