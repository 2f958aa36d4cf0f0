"""How a device knows the hub again."""

import hashlib
import ssl
from pathlib import Path

import pytest

from hub.wire.pinning import anchor_of, format_fingerprint, pinned_context
from hub.wire.service_record import local_name
from tests.support.tls import make_certificate


def test_nothing_but_the_anchor_is_trusted(tmp_path: Path) -> None:
    pem = make_certificate(tmp_path / "made", [], authority=True).pem

    [trusted] = pinned_context(pem).get_ca_certs(binary_form=True)

    assert trusted == ssl.PEM_cert_to_DER_cert(pem)


def test_a_fingerprint_is_of_what_is_in_the_certificate_and_not_of_its_text(
    tmp_path: Path,
) -> None:
    pem = make_certificate(tmp_path / "made", []).pem

    anchor = anchor_of(pem + "\n")

    assert anchor.fingerprint == hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


@pytest.mark.parametrize("text", ["", "soup", "-----BEGIN CERTIFICATE-----\nsoup"])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"certificate|PEM"):
        anchor_of(text)


def test_a_fingerprint_is_shown_as_browsers_show_it() -> None:
    assert format_fingerprint("0a" * 2 + "ff") == "0A:0A:FF"


@pytest.mark.parametrize(
    ("branch", "name"),
    [
        ("main", "galley-main.local"),
        ("B1", "galley-b1.local"),
        ("old_town", "galley-old-town.local"),
        ("x-_", "galley-x.local"),
        ("x" * 40, f"galley-{'x' * 40}.local"),
    ],
)
def test_a_branchs_name_is_a_host_name(branch: str, name: str) -> None:
    assert local_name(branch) == name
