"""Having a certificate signed by a program of its own: what comes of it, and what can go wrong."""

import asyncio
from pathlib import Path

import pytest

from hub.network.tls import issuing
from hub.network.tls.authority import read_authority
from hub.network.tls.context import CertificateError, read_trusted
from hub.network.tls.issuing import SigningTask, issue_elsewhere, issue_here
from hub.network.tls.live_certificate import ServerCertificate
from hub.wire.pinning import pinned_context
from tests.support.tls import DAY, HeldClock, connected, recording

pytestmark = pytest.mark.system

NAMES = ("galley-main.local", "localhost")


def task(folder: Path, branch_id: str | None = "main") -> SigningTask:
    return SigningTask(
        folder=str(folder),
        branch_id=branch_id,
        names=NAMES,
        addresses=("192.168.1.20", "8.8.8.8"),
        now=HeldClock().now(),
    )


async def test_a_first_start_gets_its_authority_and_its_certificate_in_one_go(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "tls"

    assert await issue_elsewhere(task(folder)) == []

    authority = read_authority(folder)
    assert authority is not None
    found = read_trusted(folder / "hub.pem", folder / "hub.key", authority.anchor)
    assert found.names == NAMES
    assert [*map(str, found.addresses)] == ["127.0.0.1", "::1", "192.168.1.20"]
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}


async def test_a_renewal_elsewhere_is_shown_to_new_connections(tmp_path: Path) -> None:
    folder, clock = tmp_path / "tls", HeldClock()
    await issue_elsewhere(task(folder))
    authority = read_authority(folder)
    assert authority is not None
    shown = ServerCertificate(folder, authority, NAMES, clock, issue_elsewhere)
    await shown.renew(())
    before = (folder / "hub.pem").read_bytes()

    clock.at += 300 * DAY
    await shown.renew()

    assert (folder / "hub.pem").read_bytes() != before
    async with (
        recording(shown.context) as (port, _),
        connected(port, pinned_context(authority.anchor.pem)) as (reader, writer),
    ):
        writer.write(b"hello")
        assert await reader.readexactly(5) == b"hello"


@pytest.mark.parametrize("issue", [issue_here, issue_elsewhere])
async def test_what_cannot_be_written_is_said_as_where_it_happened(
    tmp_path: Path, issue: issuing.Issuer
) -> None:
    folder = tmp_path / "tls"
    folder.mkdir()
    (folder / "authority.key.new").mkdir()

    with pytest.raises(OSError, match=r"authority\.key\.new"):
        await issue(task(folder))


@pytest.mark.parametrize("issue", [issue_here, issue_elsewhere])
async def test_an_authority_that_has_gone_is_not_made_anew_for_a_renewal(
    tmp_path: Path, issue: issuing.Issuer
) -> None:
    folder = tmp_path / "tls"

    with pytest.raises(CertificateError, match="paired again"):
        await issue(task(folder, branch_id=None))

    assert not folder.exists()


async def test_a_spoilt_key_of_the_hub_is_remarked_on(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    await issue_elsewhere(task(folder))
    (folder / "hub.key").write_text("x")

    [remark] = await issue_elsewhere(task(folder, branch_id=None))

    assert str(folder / "hub.key") in remark


async def test_a_program_that_never_ends_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "WITHIN", 0.0)

    with pytest.raises(ChildProcessError, match="signing took more than"):
        await issue_elsewhere(task(tmp_path / "tls"))


async def test_a_program_that_fails_leaves_the_old_certificate_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder, clock = tmp_path / "tls", HeldClock()
    await issue_elsewhere(task(folder))
    authority = read_authority(folder)
    assert authority is not None
    shown = ServerCertificate(folder, authority, NAMES, clock, issue_elsewhere)
    await shown.renew(())
    before = (folder / "hub.pem").read_bytes()
    monkeypatch.setattr("sys.executable", "/bin/false")

    clock.at += 300 * DAY
    await asyncio.wait_for(shown.renew(), 10)

    assert (folder / "hub.pem").read_bytes() == before
    assert "ended with 1" in caplog.text
