"""What the hub shows on the network, by real handshakes."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from hub.network.tls.authority import Authority
from hub.network.tls.issuing import issue_here
from hub.network.tls.live_certificate import ServerCertificate
from hub.network.tls.owner_certificate import OwnCertificate, read_own
from hub.network.tls.signing import open_signer
from hub.wire.pinning import anchor_of, pinned_context
from tests.support.tls import (
    DAY,
    NOW,
    HeldClock,
    asking_nothing,
    connected,
    make_certificate,
    recording,
    shown_at,
    trusting,
)

NAMES = ("galley-main.local", "localhost")
ADDRESS = ipaddress.IPv4Address("192.168.1.20")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


@pytest.fixture
def authority(folder: Path) -> Authority:
    return open_signer(folder, "main", NAMES).authority


async def shown_by(
    folder: Path,
    authority: Authority,
    clock: HeldClock | None = None,
    own: OwnCertificate | None = None,
) -> ServerCertificate:
    shown = ServerCertificate(folder, authority, NAMES, clock or HeldClock(), issue_here, own)
    await shown.renew((ADDRESS,))
    return shown


async def echoed(port: int, context: ssl.SSLContext, name: str | None = None) -> bytes:
    async with connected(port, context, name) as (reader, writer):
        writer.write(b"hello")
        return await reader.readexactly(5)


@pytest.mark.parametrize("name", ["127.0.0.1", "galley-main.local", "localhost"])
async def test_a_client_that_trusts_the_authority_and_checks_all_is_content(
    folder: Path, authority: Authority, name: str
) -> None:
    shown = await shown_by(folder, authority)
    async with recording(shown.context) as (port, _):
        assert await echoed(port, trusting(authority.anchor.pem), name) == b"hello"


async def test_only_tls_1_3_is_spoken(folder: Path, authority: Authority) -> None:
    shown = await shown_by(folder, authority)
    older = asking_nothing()
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    async with recording(shown.context) as (port, _):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await echoed(port, older)
        async with connected(port, asking_nothing()) as (_, writer):
            assert writer.get_extra_info("ssl_object").version() == "TLSv1.3"


async def test_a_pinned_client_speaks_nothing_older_either(tmp_path: Path) -> None:
    old = make_certificate(tmp_path / "old", ["127.0.0.1"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(old.certificate, old.key)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    async with recording(context) as (port, told):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await echoed(port, pinned_context(old.pem))
    assert told == b""


@pytest.mark.parametrize("year", [1970, 2010, 2090])
async def test_a_clock_that_is_wrong_locks_out_browsers_but_no_paired_device(
    folder: Path, authority: Authority, year: int
) -> None:
    wrong = HeldClock(dt.datetime(year, 6, 1, tzinfo=dt.UTC))
    shown = await shown_by(folder, authority, wrong)
    async with recording(shown.context) as (port, _):
        with pytest.raises(ssl.SSLCertVerificationError, match=r"expired|not yet valid"):
            await echoed(port, trusting(authority.anchor.pem))
        assert await echoed(port, pinned_context(authority.anchor.pem)) == b"hello"


async def test_a_pinned_client_takes_the_hub_under_any_name(
    folder: Path, authority: Authority
) -> None:
    shown = await shown_by(folder, authority)
    async with recording(shown.context) as (port, _):
        pinned = pinned_context(authority.anchor.pem)
        assert await echoed(port, pinned, "hub.example.com") == b"hello"


@pytest.mark.parametrize("impostor", ["another authority", "its own", "a public one"])
async def test_a_pinned_client_tells_an_impostor_nothing(
    folder: Path, authority: Authority, tmp_path: Path, impostor: str
) -> None:
    match impostor:
        case "another authority":
            other = open_signer(tmp_path / "other", "main", NAMES).authority
            context = (await shown_by(tmp_path / "other", other)).context
        case _:
            issuer = None
            if impostor == "a public one":
                issuer = make_certificate(tmp_path / "public", [], authority=True)
            made = make_certificate(tmp_path / "made", [*NAMES, "127.0.0.1"], issuer=issuer)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(made.certificate, made.key)
    async with recording(context) as (port, told):
        with pytest.raises(ssl.SSLCertVerificationError):
            await echoed(port, pinned_context(authority.anchor.pem))
        assert await echoed(port, asking_nothing()) == b"hello"
    # What the client without a pin said, and not a byte of the pinned one.
    assert told == b"hello"


@pytest.mark.parametrize("signed", ["by itself", "by another"])
async def test_any_certificate_can_be_pinned_by_itself(tmp_path: Path, signed: str) -> None:
    issuer = make_certificate(tmp_path / "public", [], authority=True)
    made = make_certificate(
        tmp_path / "made",
        ["127.0.0.1"],
        issuer=issuer if signed == "by another" else None,
        valid=(NOW - 9 * DAY, NOW - DAY),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    async with recording(context) as (port, _):
        assert await echoed(port, pinned_context(anchor_of(made.pem).pem)) == b"hello"


async def test_a_renewal_keeps_open_connections_and_shows_new_ones_the_new_certificate(
    folder: Path, authority: Authority
) -> None:
    clock = HeldClock()
    shown = await shown_by(folder, authority, clock)
    pinned = pinned_context(authority.anchor.pem)
    async with recording(shown.context) as (port, _), connected(port, pinned) as (reader, writer):
        before = await shown_at(port)
        clock.at += 300 * DAY
        await shown.renew()
        after = await shown_at(port)
        writer.write(b"still here")
        assert await reader.readexactly(10) == b"still here"
    assert after.not_valid_after_utc - before.not_valid_after_utc == 300 * DAY


async def test_new_addresses_are_in_the_certificate_at_once(
    folder: Path, authority: Authority
) -> None:
    shown = await shown_by(folder, authority)
    moved = ipaddress.IPv4Address("10.0.0.7")
    async with recording(shown.context) as (port, _):
        await shown.renew((moved,))
        extension = (await shown_at(port)).extensions.get_extension_for_class(
            x509.SubjectAlternativeName
        )
    found = extension.value.get_values_for_type(x509.IPAddress)
    assert moved in found
    assert ADDRESS not in found


async def test_a_restart_shows_the_same_certificate(folder: Path, authority: Authority) -> None:
    await shown_by(folder, authority)
    before = (folder / "hub.pem").read_bytes()

    await shown_by(folder, open_signer(folder, "main", NAMES).authority, HeldClock(NOW + DAY))

    assert (folder / "hub.pem").read_bytes() == before


async def test_a_start_before_the_network_is_up_shows_the_same_certificate(
    folder: Path, authority: Authority
) -> None:
    await shown_by(folder, authority)
    before = (folder / "hub.pem").read_bytes()

    shown = ServerCertificate(folder, authority, NAMES, HeldClock(), issue_here)
    await shown.renew(())
    await shown.renew((ADDRESS,))

    assert (folder / "hub.pem").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [("hub.pem", b""), ("hub.pem", b"x"), ("hub.key", b"x"), ("hub.key", None), ("hub.pem", None)],
)
async def test_damage_to_what_nobody_has_pinned_is_mended(
    folder: Path, authority: Authority, name: str, content: bytes | None
) -> None:
    await shown_by(folder, authority)
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)

    shown = await shown_by(folder, authority)

    async with recording(shown.context) as (port, _):
        assert await echoed(port, trusting(authority.anchor.pem)) == b"hello"


async def test_a_certificate_of_a_lost_authority_is_replaced(
    folder: Path, tmp_path: Path, authority: Authority
) -> None:
    await shown_by(folder, authority)
    for each in ("authority.pem", "authority.key"):
        (folder / each).unlink()
    successor = open_signer(folder, "main", NAMES).authority

    shown = await shown_by(folder, successor)

    async with recording(shown.context) as (port, _):
        assert await echoed(port, trusting(successor.anchor.pem)) == b"hello"


async def test_the_kitchen_goes_on_when_a_new_certificate_cannot_be_written(
    folder: Path, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    clock = HeldClock()
    shown = await shown_by(folder, authority, clock)
    (folder / "hub.pem.new").mkdir()
    clock.at += 500 * DAY
    async with recording(shown.context) as (port, _):
        await shown.renew()
        assert await echoed(port, pinned_context(authority.anchor.pem)) == b"hello"
        assert "cannot be written" in caplog.text
        # And it is tried again.
        (folder / "hub.pem.new").rmdir()
        await shown.renew()
        assert (await shown_at(port)).not_valid_after_utc > clock.at


async def own_certificate(folder: Path, *names: str) -> tuple[str, OwnCertificate]:
    public = make_certificate(folder / "public", [], authority=True)
    made = make_certificate(folder / "mine", names, issuer=public)
    return public.pem, read_own(made.certificate, made.key, HeldClock().now())


@pytest.mark.parametrize(
    "name", ["kitchen.example.com", "KITCHEN.example.com", "bar.wild.example.com"]
)
async def test_the_owners_certificate_is_shown_for_its_names(
    folder: Path, authority: Authority, tmp_path: Path, name: str
) -> None:
    public, own = await own_certificate(tmp_path, "kitchen.example.com", "*.wild.example.com")
    shown = await shown_by(folder, authority, own=own)
    async with recording(shown.context) as (port, _):
        context = ssl.create_default_context(cadata=public)
        assert await echoed(port, context, name) == b"hello"


@pytest.mark.parametrize(
    "name", [None, "galley-main.local", "localhost", "elsewhere.example.com", "a.b.example.com"]
)
async def test_paired_devices_find_the_hubs_own_certificate_beside_the_owners(
    folder: Path, authority: Authority, tmp_path: Path, name: str | None
) -> None:
    _, own = await own_certificate(
        tmp_path, "kitchen.example.com", "galley-main.local", "*.wild.example.com"
    )
    shown = await shown_by(folder, authority, own=own)
    async with recording(shown.context) as (port, _):
        assert await echoed(port, pinned_context(authority.anchor.pem), name) == b"hello"


async def test_a_name_of_the_owners_speaks_tls_1_3_only_as_well(
    folder: Path, authority: Authority, tmp_path: Path
) -> None:
    _, own = await own_certificate(tmp_path, "kitchen.example.com")
    shown = await shown_by(folder, authority, own=own)
    older = asking_nothing()
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    async with recording(shown.context) as (port, _):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await echoed(port, older, "kitchen.example.com")
