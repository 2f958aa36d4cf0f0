"""The owner's own certificate: what is wrong with it is told at once, and all of it."""

import subprocess
from pathlib import Path

import pytest

from hub.network.tls.context import CertificateError
from hub.network.tls.owner_certificate import OwnCertificate, read_own
from tests.support.tls import DAY, NOW, HeldClock, Made, make_certificate


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make_certificate(tmp_path / "mine", ["Kitchen.example.com", "*.example.com"])


def read(certificate: Path | None, key: Path | None) -> OwnCertificate:
    return read_own(certificate, key, HeldClock().now())


def problems(certificate: Path | None, key: Path | None) -> list[str]:
    try:
        found = read(certificate, key)
    except CertificateError as error:
        return error.problems
    raise AssertionError(f"not refused: {found}")


def test_it_is_for_the_names_in_it(made: Made) -> None:
    own = read(made.certificate, made.key)

    assert own.names == ("kitchen.example.com", "*.example.com")
    assert own.hosts == ("kitchen.example.com",)
    assert own.remark is None


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("kitchen.example.com", True),
        ("bar.EXAMPLE.com", True),
        ("bar.example.com.", True),
        ("example.com", False),
        ("a.b.example.com", False),
        ("kitchen.example.org", False),
        ("com", False),
        ("", False),
    ],
)
def test_a_star_stands_for_one_word(made: Made, host: str, covered: bool) -> None:
    assert read(made.certificate, made.key).is_for(host) is covered


def test_both_files_are_read_before_either_is_complained_about(tmp_path: Path) -> None:
    (tmp_path / "words.pem").write_text("no certificate")

    assert problems(tmp_path / "words.pem", tmp_path / "nowhere.pem") == [
        f"[lan] certificate: {tmp_path / 'words.pem'} holds no certificate in PEM format",
        f"[lan] key: {tmp_path / 'nowhere.pem'} cannot be read: No such file or directory",
    ]


def test_one_file_without_the_other_is_refused(made: Made) -> None:
    assert problems(made.certificate, None) == [
        "[lan] key: is missing; a certificate and its key go together"
    ]
    assert problems(None, made.key) == [
        "[lan] certificate: is missing; a certificate and its key go together"
    ]


def test_a_key_of_another_certificate_is_refused(made: Made, tmp_path: Path) -> None:
    other = make_certificate(tmp_path / "other", ["other.example.com"])

    [problem] = problems(made.certificate, other.key)

    assert problem.startswith(f"[lan] key: {other.key} does not belong to the certificate in")


def test_the_files_in_the_wrong_order_of_settings_are_refused(made: Made) -> None:
    assert problems(made.key, made.certificate) == [
        f"[lan] certificate: {made.key} holds no certificate in PEM format",
        f"[lan] key: {made.certificate} holds no key in PEM format",
    ]


def test_a_protected_key_is_refused_with_the_way_out(tmp_path: Path) -> None:
    made = make_certificate(tmp_path / "mine", ["k.example.com"], password=b"secret")

    [problem] = problems(made.certificate, made.key)

    assert "protected by a password" in problem
    assert "openssl pkey" in problem


def test_a_key_that_is_none_inside_is_refused(made: Made, tmp_path: Path) -> None:
    key = tmp_path / "odd.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")

    [problem] = problems(made.certificate, key)

    assert problem.startswith(f"[lan] certificate: {made.certificate} cannot be used for TLS: ")
    assert str(key) in problem


def test_a_certificate_without_a_name_and_a_foreign_key_are_told_together(
    tmp_path: Path,
) -> None:
    nameless = make_certificate(tmp_path / "nameless", ["192.168.1.20"])
    other = make_certificate(tmp_path / "other", ["k.example.com"])

    told = problems(nameless.certificate, other.key)

    assert [each.partition(":")[0] for each in told] == ["[lan] certificate", "[lan] key"]
    assert "no DNS name" in told[0]


def test_one_that_has_run_out_is_used_and_remarked_on(tmp_path: Path) -> None:
    made = make_certificate(tmp_path / "m", ["k.example.com"], valid=(NOW - 9 * DAY, NOW - DAY))

    remark = read(made.certificate, made.key).remark

    assert remark is not None
    assert f"ran out on {NOW - DAY:%Y-%m-%d}" in remark


def test_one_that_is_not_valid_yet_makes_one_look_at_the_clock(tmp_path: Path) -> None:
    made = make_certificate(tmp_path / "m", ["k.example.com"], valid=(NOW + DAY, NOW + 9 * DAY))

    remark = read(made.certificate, made.key).remark

    assert remark is not None
    assert "clock" in remark


@pytest.mark.system
def test_a_key_that_tls_does_not_take_is_refused(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:512", "-nodes", "-subj", "/CN=k"]
    files = ["-addext", "subjectAltName=DNS:k.example.com", "-keyout", str(key)]
    subprocess.run([*command, *files, "-out", str(certificate)], check=True, capture_output=True)

    [problem] = problems(certificate, key)

    assert problem.startswith(f"[lan] certificate: {certificate} cannot be used for TLS: ")
