"""The hub's own authority: made once, private, and good for this hub only."""

import ipaddress
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from hub.network.tls.certificate import Covered
from hub.network.tls.context import CertificateError
from hub.network.tls.signing import Signer, issue, new_key, open_signer
from tests.support.tls import NOW, Made, make_certificate

NAMES = ("galley-main.local", "localhost")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


@pytest.fixture
def signer(folder: Path) -> Signer:
    return open_signer(folder, "main", NAMES)


def verified(folder: Path, leaf: Path, *more: str) -> str:
    """Have OpenSSL verify a certificate with the authority; return what it says."""
    command = ["openssl", "verify", "-CAfile", str(folder / "authority.pem"), *more, str(leaf)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip()


def leaf_for(signer: Signer, path: Path, names: list[str], addresses: list[str]) -> Path:
    covered = Covered(tuple(names), tuple(map(ipaddress.ip_address, addresses)))
    leaf = issue(signer, new_key().public_key(), covered, NOW)
    path.write_bytes(leaf.public_bytes(Encoding.PEM))
    return path


def test_its_files_are_the_owners_alone(signer: Signer, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {
        "authority.key": 0o600,
        "authority.pem": 0o600,
    }


def test_it_is_the_same_after_a_restart(signer: Signer, folder: Path) -> None:
    again = open_signer(folder, "main", ("galley-main.local",))

    assert again.authority.anchor == signer.authority.anchor


def test_each_hub_has_one_of_its_own(signer: Signer, tmp_path: Path) -> None:
    other = open_signer(tmp_path / "other", "main", NAMES)

    assert other.authority.anchor.fingerprint != signer.authority.anchor.fingerprint
    assert other.certificate.subject != signer.certificate.subject


@pytest.mark.system
def test_its_fingerprint_is_the_one_that_openssl_shows(signer: Signer, folder: Path) -> None:
    command = ["openssl", "x509", "-in", str(folder / "authority.pem"), "-noout", "-fingerprint"]
    said = subprocess.run([*command, "-sha256"], capture_output=True, text=True, check=True).stdout

    shown = said.partition("=")[2].strip().replace(":", "").lower()
    assert signer.authority.anchor.fingerprint == shown


@pytest.mark.system
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("galley-main.local", "192.168.1.20"),
        ("galley-main.local", "10.200.3.4"),
        ("galley-main.local", "172.31.0.9"),
        ("galley-main.local", "169.254.7.7"),
        ("localhost", "fd00::2"),
        ("localhost", "::1"),
    ],
)
def test_openssl_takes_what_it_signs_for_the_hub(
    signer: Signer, folder: Path, tmp_path: Path, name: str, address: str
) -> None:
    leaf = leaf_for(signer, tmp_path / "leaf.pem", [name], [address])

    assert verified(folder, leaf, "-x509_strict", "-purpose", "sslserver") == f"{leaf}: OK"


def test_who_does_not_know_its_limits_may_not_trust_it(signer: Signer) -> None:
    limits = signer.certificate.extensions.get_extension_for_class(x509.NameConstraints)

    assert limits.critical


@pytest.mark.system
@pytest.mark.parametrize(
    ("names", "addresses"),
    [
        (["example.com"], []),
        (["galley-main.local", "bank.example"], []),
        (["galley-other.local"], []),
        (["printer.local"], []),
        (["evilgalley-main.local"], []),
        (["galley-main.local"], ["8.8.8.8"]),
        (["galley-main.local"], ["172.32.0.1"]),
        (["galley-main.local"], ["2606:4700::1111"]),
    ],
)
def test_openssl_refuses_what_a_thief_of_its_key_would_sign(
    signer: Signer, folder: Path, tmp_path: Path, names: list[str], addresses: list[str]
) -> None:
    leaf = leaf_for(signer, tmp_path / "leaf.pem", names, addresses)

    assert "permitted subtree violation" in verified(folder, leaf)


@pytest.mark.system
def test_no_authority_can_stand_below_it(signer: Signer, folder: Path, tmp_path: Path) -> None:
    mine = Made(folder / "authority.pem", folder / "authority.key")
    below = make_certificate(tmp_path / "below", [], issuer=mine, authority=True)
    leaf = make_certificate(tmp_path / "leaf", ["galley-main.local"], issuer=below)

    said = verified(folder, leaf.certificate, "-untrusted", str(below.certificate))
    assert "path length constraint exceeded" in said


@pytest.mark.system
@pytest.mark.parametrize(
    ("purpose", "usage"),
    [
        ("sslclient", ExtendedKeyUsageOID.CLIENT_AUTH),
        ("smimesign", ExtendedKeyUsageOID.EMAIL_PROTECTION),
    ],
)
def test_it_vouches_for_servers_only(
    signer: Signer, folder: Path, tmp_path: Path, purpose: str, usage: x509.ObjectIdentifier
) -> None:
    mine = Made(folder / "authority.pem", folder / "authority.key")
    leaf = make_certificate(tmp_path / "leaf", ["galley-main.local"], issuer=mine, usage=usage)

    # An authority that is trusted on a tablet would otherwise vouch for people and programs too.
    said = verified(folder, leaf.certificate, "-purpose", purpose)
    assert "unsuitable certificate purpose" in said


@pytest.mark.system
@pytest.mark.parametrize("year", [2001, 2026, 2200, 9000])
def test_it_never_runs_out(signer: Signer, folder: Path, year: int) -> None:
    at = str((year - 1970) * 31_556_952)
    itself = folder / "authority.pem"

    assert verified(folder, itself, "-attime", at) == f"{itself}: OK"


def test_a_key_without_a_certificate_is_a_start_that_broke_off(folder: Path) -> None:
    folder.mkdir()
    (folder / "authority.key").write_text("half a k")

    made = open_signer(folder, "main", NAMES)

    assert open_signer(folder, "main", NAMES).authority.anchor == made.authority.anchor


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda folder: (folder / "authority.key").unlink(), id="no key"),
        pytest.param(lambda folder: (folder / "authority.key").write_text("x"), id="no such key"),
        pytest.param(lambda folder: (folder / "authority.pem").write_text("x"), id="damaged"),
        pytest.param(
            lambda folder: (folder / "authority.key").write_bytes(
                make_certificate(folder / "other", ["x.local"]).key.read_bytes()
            ),
            id="another's key",
        ),
        pytest.param(
            lambda folder: (folder / "authority.pem").write_bytes(
                make_certificate(folder / "other", ["x.local"]).certificate.read_bytes()
            ),
            id="another's certificate",
        ),
    ],
)
def test_a_lost_authority_is_not_replaced_behind_the_owners_back(
    signer: Signer, folder: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(folder)
    before = (folder / "authority.pem").read_bytes()

    with pytest.raises(CertificateError) as refused:
        open_signer(folder, "main", NAMES)

    [problem] = refused.value.problems
    assert str(folder / "authority.pem") in problem
    assert str(folder / "authority.key") in problem
    assert "paired again" in problem
    assert (folder / "authority.pem").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("galley-main.local", True),
        ("kitchen.galley-main.local", True),
        ("localhost", True),
        ("galley-other.local", False),
        ("evilgalley-main.local", False),
        ("kitchen.example.com", False),
    ],
)
def test_it_knows_for_whom_it_may_sign(signer: Signer, name: str, may: bool) -> None:
    assert signer.authority.may_sign_for(name) is may


def test_the_anchor_is_the_authoritys_certificate(signer: Signer, folder: Path) -> None:
    written = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())

    assert x509.load_pem_x509_certificate(signer.authority.anchor.pem.encode()) == written
